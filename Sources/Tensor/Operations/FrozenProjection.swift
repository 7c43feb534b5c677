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
        input = Storage(count: min(Self.block, index.capacity) * weight.columns)
        output = Tensor(rows: index.capacity, columns: weight.rows)
    }

    private static let half: Int32 = 1
    /// Rows that are widened to float32 at a time, in both directions: they stay in the processor's cache, and memory does not grow with
    /// the batch.
    private static let block = 256

    public func forward(rows: Int) {
        let columns = weight.tensor.columns
        blocks(of: rows) { start, count in
            BLAS.multiply(
                input.pointer, weight.values, transposeB: true, into: output.values + start * output.columns, m: count, n: output.columns,
                k: columns)
        }
        ck_add_bias(rows, output.columns, output.values, bias.values, 0)
    }

    public func backward(rows: Int) {
        if !weight.accumulates { weight.gradient.update(repeating: 0, count: weight.tensor.count) }
        blocks(of: rows) { start, count in
            BLAS.multiply(
                output.gradient + start * output.columns, transposeA: true, input.pointer, into: weight.gradient, m: output.columns,
                n: weight.tensor.columns, k: count, accumulate: true)
        }
        ck_column_sums(rows, output.columns, output.gradient, bias.gradient, bias.flag)
    }

    /// With each block's vectors in `input`.
    private func blocks(of rows: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
        let columns = weight.tensor.columns
        source { bytes in
            guard let table = bytes.baseAddress else { return }
            for start in stride(from: 0, to: rows, by: Self.block) {
                let count = min(Self.block, rows - start)
                ck_gather_values(count, columns, Self.half, table, index.pointer + start, input.pointer, columns)
                body(start, count)
            }
        }
    }
}
