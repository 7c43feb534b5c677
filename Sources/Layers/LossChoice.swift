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
}

extension Network {
    /// The loss on `scores` (B × 1). `offset` is added to the scores of `mse`.
    public func loss(_ choice: LossChoice, on scores: Layer, offset: Float) -> any Loss {
        switch choice {
        case .mse: SquaredError(scores, targets: targets, offset: offset)
        case .bce: LogLoss(scores, labels: targets)
        case .bpr: PairwiseLoss(scores)
        }
    }
}

/// The loss at a network's end, for those who hold one without knowing of tensors.
public typealias LossFunction = Loss
