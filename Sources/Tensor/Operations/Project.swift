import CKernels

/// out[r] = x[r] · w + b: x is B × D, w 1 × D, b 1 × 1, out B × 1.
/// Backward: ∂x (+)= g ⊗ w, ∂w (+)= Σ_r g[r] x[r], ∂b (+)= Σ_r g[r].
public final class Project: Operation {
    public let output: Tensor
    private let input: Use, weight: Use, bias: Use

    public init(_ input: Tensor, weight: Tensor, bias: Tensor) {
        self.input = Use(input)
        self.weight = Use(weight)
        self.bias = Use(bias)
        output = Tensor(rows: input.rows, columns: 1)
    }

    public func forward(rows: Int) {
        ck_project(rows, input.tensor.columns, input.values, weight.values, bias.values[0], output.values)
    }

    public func backward(rows: Int) {
        ck_project_backward(
            rows, input.tensor.columns, input.values, weight.values, output.gradient, input.gradient, input.flag, weight.gradient,
            weight.flag, bias.gradient, bias.flag)
    }
}
