import CKernels

/// out = x₀ ⊙ h + x, all B × K: a cross layer after its linear map h = W x + b. `x` may be x₀ itself.
/// Backward: ∂x (+)= g, ∂x₀ (+)= g ⊙ h, ∂h (+)= g ⊙ x₀.
/// Source: Wang et al. 2021, arXiv:2008.13535, eq. 1.
public final class Cross: Operation {
    public let output: Tensor
    private let first: Use, linear: Use, input: Use

    public init(_ first: Tensor, linear: Tensor, _ input: Tensor) {
        self.first = Use(first)
        self.linear = Use(linear)
        self.input = Use(input)
        output = Tensor(rows: input.rows, columns: input.columns)
    }

    public func forward(rows: Int) { ck_cross(rows * output.columns, first.values, linear.values, input.values, output.values) }

    public func backward(rows: Int) {
        let count = rows * output.columns, g = output.gradient
        ck_pass(count, g, input.gradient, input.flag)
        ck_multiply_into(count, g, first.values, linear.gradient, linear.flag)
        ck_multiply_into(count, g, linear.values, first.gradient, first.flag)
    }
}
