import CKernels

/// out = x Wᵀ + b, with ReLU on top where asked: x is B × In, W Out × In, b Out, out B × Out.
/// Backward with g masked by out > 0 under ReLU: ∂W (+)= gᵀ x, ∂b (+)= Σ_r g[r], ∂x (+)= g W.
///
/// With weights that are fixed when it is made (`isFixed`, for scoring), a row of out has the same bits wherever in the batch it is, which
/// a product by OpenBLAS does not promise.
public final class Linear: Operation {
    public let output: Tensor
    private let input: Use, weight: Use, bias: Use
    private let isRectified: Bool
    /// Fixed weights as the kernel reads them.
    private let packed: Storage?

    public init(_ input: Tensor, weight: Tensor, bias: Tensor, relu: Bool, isFixed: Bool = false) {
        self.input = Use(input)
        self.weight = Use(weight)
        self.bias = Use(bias)
        isRectified = relu
        output = Tensor(rows: input.rows, columns: weight.rows)
        packed = isFixed ? Storage(count: weight.columns * ck_packed_columns(weight.rows)) : nil
        if let packed { ck_pack_linear(weight.rows, weight.columns, weight.values, packed.pointer) }
    }

    private var inputs: Int { input.tensor.columns }
    private var outputs: Int { output.columns }

    public func forward(rows: Int) {
        if let packed {
            ck_linear(rows, inputs, outputs, input.values, packed.pointer, bias.values, isRectified ? 1 : 0, output.values)
            return
        }
        BLAS.multiply(input.values, weight.values, transposeB: true, into: output.values, m: rows, n: outputs, k: inputs)
        ck_add_bias(rows, outputs, output.values, bias.values, isRectified ? 1 : 0)
    }

    public func backward(rows: Int) {
        let g = output.gradient
        if isRectified { ck_relu_backward(rows * outputs, output.values, g) }
        BLAS.multiply(
            g, transposeA: true, input.values, into: weight.gradient, m: outputs, n: inputs, k: rows, accumulate: weight.accumulates)
        ck_column_sums(rows, outputs, g, bias.gradient, bias.flag)
        BLAS.multiply(g, weight.values, into: input.gradient, m: rows, n: inputs, k: outputs, accumulate: input.accumulates)
    }
}
