import Parameters
import Tensor

/// What a gradient model minimises.
public enum LossChoice: String, ParameterChoice, Sendable {
    /// (ŷ − y)² on ratings.
    case mse
    /// Binary cross-entropy with sampled negatives.
    case bce
    /// −ln σ(s⁺ − s⁻) with sampled negatives.
    case bpr
    /// −ln softmax of the positive among its sampled negatives, corrected by how likely each was drawn.
    case sampledSoftmax = "sampled_softmax"
}

extension Network {
    /// The loss on `scores` (B × 1). `offset` is added to the scores of `mse`; `negatives` follow each positive of `sampledSoftmax`, drawn
    /// with probabilities `distribution` (nil: alike).
    public func loss(
        _ choice: LossChoice, on scores: Layer, offset: Float, negatives: Int = 0, distribution: ItemDistribution? = nil
    ) -> any Loss {
        switch choice {
        case .mse: SquaredError(scores, targets: targets, offset: offset)
        case .bce: LogLoss(scores, labels: targets)
        case .bpr: PairwiseLoss(scores)
        case .sampledSoftmax:
            GroupSoftmaxLoss(scores, items: items, size: negatives + 1, logProbabilities: distribution.map { Storage($0.logProbabilities) })
        }
    }
}

/// The loss at a network's end, for those who hold one without knowing of tensors.
public typealias LossFunction = Loss
