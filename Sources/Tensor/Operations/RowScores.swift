import CKernels

/// out[r] = x[r] · y[items[r]] + b: x is B × D, y I × D, b 1 × 1, out B × 1.
/// Backward: ∂x (+)= g y[items[r]], ∂y[items[r]] (+)= g x[r], ∂b (+)= Σ_r g[r].
public final class RowScores: Operation {
    public let output: Tensor
    private let input: Use, rows: Use, bias: Use
    private let items: Indices

    public init(_ input: Tensor, _ rows: Tensor, _ items: Indices, bias: Tensor) {
        self.items = items
        self.input = Use(input)
        self.rows = Use(rows)
        self.bias = Use(bias)
        output = Tensor(rows: input.rows, columns: 1)
    }

    public func forward(rows count: Int) {
        ck_row_scores(count, input.tensor.columns, input.values, rows.values, items.pointer, bias.values[0], output.values)
    }

    public func backward(rows count: Int) {
        rows.clearUnlessAccumulating()
        ck_row_scores_backward(
            count, input.tensor.columns, input.values, rows.values, items.pointer, output.gradient, input.gradient, input.flag,
            rows.gradient, bias.gradient, bias.flag)
    }
}
