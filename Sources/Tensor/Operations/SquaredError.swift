import CKernels

/// loss = (s + offset − y)², gradient of the mean 2 (s + offset − y) / B.
public final class SquaredError: Loss {
    private let scores: Use
    private let targets: Tensor
    private let offset: Float

    public init(_ scores: Tensor, targets: Tensor, offset: Float) {
        self.scores = Use(scores)
        self.targets = targets
        self.offset = offset
    }

    public func evaluate(rows: Int, of batch: Int) -> Double {
        ck_squared_error(rows, batch, scores.values, targets.values, offset, scores.gradient)
    }
    public func samples(rows: Int) -> Int { rows }
}
