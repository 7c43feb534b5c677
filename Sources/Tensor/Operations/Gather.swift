import CKernels

/// out[r] = table[index[r]], B × D. Backward: ∂table[index[r]] += g[r]; only rows named by the batch.
public final class Gather: Operation {
    public let output: Tensor
    private let table: EmbeddingTable
    private let index: Indices

    public init(_ table: EmbeddingTable, _ index: Indices) {
        (self.table, self.index) = (table, index)
        output = Tensor(rows: index.capacity, columns: table.columns)
    }

    public func forward(rows: Int) { ck_gather_rows(rows, table.columns, table.values, index.pointer, output.values) }

    public func backward(rows: Int) { ck_scatter_rows(rows, table.columns, output.gradient, index.pointer, table.rowGradient) }
}
