import CKernels

/// Binary cross-entropy on logits: loss = ln(1 + eˣ) − y x, gradient of the mean (σ(x) − y) / B.
public final class LogLoss: Loss {
    private let scores: Use
    private let labels: Tensor

    public init(_ scores: Tensor, labels: Tensor) {
        self.scores = Use(scores)
        self.labels = labels
    }

    public func evaluate(rows: Int, of batch: Int) -> Double {
        ck_log_loss(rows, batch, scores.values, labels.values, scores.gradient)
    }
    public func samples(rows: Int) -> Int { rows }
}
