import CKernels

/// out[r] = W v[index[r]] + b over rows v that no training changes (N × In, float16, wherever they lie): W is Out × In, b Out, out B × Out.
/// Backward: ∂W (+)= Σ_r g[r] v[index[r]]ᵀ, ∂b (+)= Σ_r g[r]; the rows get no gradient.
public final class FrozenProjection: Operation {
    /// Gives the bytes of all rows to a closure.
    public typealias Rows = ((UnsafeRawBufferPointer) -> Void) -> Void

    public let output: Tensor
    private let weight: Use, bias: Use
    private let index: Indices
    private let source: Rows
    private let input: Storage

    public init(_ source: @escaping Rows, at index: Indices, weight: Tensor, bias: Tensor) {
        (self.source, self.index) = (source, index)
        (self.weight, self.bias) = (Use(weight), Use(bias))
        input = Storage(count: index.capacity * weight.columns)
        output = Tensor(rows: index.capacity, columns: weight.rows)
    }

    private static let half: Int32 = 1

    public func forward(rows: Int) {
        let columns = weight.tensor.columns
        source { bytes in
            guard let table = bytes.baseAddress else { return }
            ck_gather_values(rows, columns, Self.half, table, index.pointer, input.pointer, columns)
        }
        BLAS.multiply(
            input.pointer, weight.values, transposeB: true, into: output.values, m: rows, n: output.columns, k: columns)
        ck_add_bias(rows, output.columns, output.values, bias.values, 0)
    }

    public func backward(rows: Int) {
        BLAS.multiply(
            output.gradient, transposeA: true, input.pointer, into: weight.gradient, m: output.columns, n: weight.tensor.columns, k: rows,
            accumulate: weight.accumulates)
        ck_column_sums(rows, output.columns, output.gradient, bias.gradient, bias.flag)
    }
}
