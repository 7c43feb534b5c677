import CKernels

/// out[r] = (x[r], y[r]) · w + b, the projection of two layers side by side without putting them there: x is B × D, y B × E,
/// w 1 × (D + E), b 1 × 1, out B × 1.
/// Backward: ∂x (+)= g ⊗ w[..<D], ∂y (+)= g ⊗ w[D...], ∂w (+)= Σ_r g[r] (x[r], y[r]), ∂b (+)= Σ_r g[r].
public final class ProjectPair: Operation {
    public let output: Tensor
    private let left: Use, right: Use, weight: Use, bias: Use
    /// Where the second half's sum of gradients goes: ∂b is taken from the first.
    private let unused = Storage(count: 1)

    public init(_ left: Tensor, _ right: Tensor, weight: Tensor, bias: Tensor) {
        self.left = Use(left)
        self.right = Use(right)
        self.weight = Use(weight)
        self.bias = Use(bias)
        output = Tensor(rows: left.rows, columns: 1)
    }

    public func forward(rows: Int) {
        ck_project_pair(
            rows, left.tensor.columns, right.tensor.columns, left.values, right.values, weight.values, bias.values[0], output.values)
    }

    public func backward(rows: Int) {
        let columns = left.tensor.columns
        ck_project_backward(
            rows, columns, left.values, weight.values, output.gradient, left.gradient, left.flag, weight.gradient, weight.flag,
            bias.gradient, bias.flag)
        ck_project_backward(
            rows, right.tensor.columns, right.values, weight.values + columns, output.gradient, right.gradient, right.flag,
            weight.gradient + columns, weight.flag, unused.pointer, 0)
    }
}
