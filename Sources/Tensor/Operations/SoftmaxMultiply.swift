import CKernels

/// a = softmax(logits) by row, out = scale · a ⊙ x: attention over the columns of x, all B × D.
/// Backward with g' = scale · g: ∂x (+)= a ⊙ g', ∂logits (+)= a ⊙ (x ⊙ g' − Σ_j a_j x_j g'_j).
public final class SoftmaxMultiply: Operation {
    public let output: Tensor
    /// a, as of the last forward pass.
    public let weights: Storage
    private let logits: Use, input: Use
    private let scale: Float

    public init(logits: Tensor, _ input: Tensor, scale: Float) {
        self.logits = Use(logits)
        self.input = Use(input)
        self.scale = scale
        weights = Storage(count: input.count)
        output = Tensor(rows: input.rows, columns: input.columns)
    }

    public func forward(rows: Int) {
        ck_softmax_multiply(rows, output.columns, logits.values, input.values, scale, weights.pointer, output.values)
    }

    public func backward(rows: Int) {
        ck_softmax_multiply_backward(
            rows, output.columns, weights.pointer, input.values, scale, output.gradient, logits.gradient, logits.flag, input.gradient,
            input.flag)
    }
}
