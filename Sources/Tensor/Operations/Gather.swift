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

    public func forward(rows: Int) {
        table.prepare(index, count: rows)
        ck_field_gather(rows, table.columns, table.values, index.pointer, output.values, table.columns)
    }

    public func backward(rows: Int) {
        ck_field_scatter(rows, table.columns, output.gradient, table.columns, index.pointer, table.rowGradient)
    }
}
