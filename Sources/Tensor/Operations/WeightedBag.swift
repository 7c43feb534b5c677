import CKernels

/// out[r] = Σ_e w_e table[entry_e] over the entries of list index[r], B × D: a sparse feature row times a matrix; 0 for an empty list.
/// Backward: ∂table[entry_e] += w_e g[r]. Lists and weights are fixed.
public final class WeightedBag: Operation {
    public let output: Tensor
    private let table: EmbeddingTable
    private let index: Indices
    private let lists: IndexLists
    private let weights: Storage

    /// One weight for each value of `lists`.
    public init(_ table: EmbeddingTable, _ index: Indices, lists: IndexLists, weights: Storage) {
        (self.table, self.index, self.lists, self.weights) = (table, index, lists, weights)
        output = Tensor(rows: index.capacity, columns: table.columns)
    }

    public func forward(rows: Int) {
        table.prepareAll()
        ck_field_bag(
            rows, table.columns, index.pointer, lists.offsets, lists.values, weights.pointer, table.values, output.values, table.columns)
    }

    public func backward(rows: Int) {
        ck_field_bag_backward(
            rows, table.columns, index.pointer, lists.offsets, lists.values, weights.pointer, output.gradient, table.columns,
            table.rowGradient)
    }
}
