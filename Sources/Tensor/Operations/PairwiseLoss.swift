import CKernels

/// Bayesian personalized ranking over pairs: the first half of the rows are positives, the second half their negatives.
/// loss = −ln σ(s⁺ − s⁻); gradient of the mean over pairs ∓ σ(s⁻ − s⁺) / P.
/// Source: Rendle et al. 2009, arXiv:1205.2618.
public final class PairwiseLoss: Loss {
    private let scores: Use

    public init(_ scores: Tensor) { self.scores = Use(scores) }

    public func evaluate(rows: Int, of batch: Int) -> Double {
        ck_bpr_loss(rows / 2, batch / 2, scores.values, scores.gradient)
    }
    public func samples(rows: Int) -> Int { rows / 2 }
}
