import CKernels

/// out[r] = (left[leftIndex[r]], right[rightIndex[r]]): two embeddings side by side, B × (D_left + D_right).
/// Backward: ∂left[leftIndex[r]] += the first D_left elements of g[r], ∂right[rightIndex[r]] += the others; only rows named by the batch.
public final class GatherConcatenate: Operation {
    public let output: Tensor
    private let left: EmbeddingTable, right: EmbeddingTable
    private let leftIndex: Indices, rightIndex: Indices

    public init(_ left: EmbeddingTable, _ leftIndex: Indices, _ right: EmbeddingTable, _ rightIndex: Indices) {
        (self.left, self.right, self.leftIndex, self.rightIndex) = (left, right, leftIndex, rightIndex)
        output = Tensor(rows: leftIndex.capacity, columns: left.columns + right.columns)
    }

    public func forward(rows: Int) {
        left.prepare(leftIndex, count: rows)
        right.prepare(rightIndex, count: rows)
        ck_gather_concatenate(
            rows, left.columns, right.columns, left.values, right.values, leftIndex.pointer, rightIndex.pointer, output.values)
    }

    public func backward(rows: Int) {
        ck_gather_concatenate_backward(
            rows, left.columns, right.columns, output.gradient, leftIndex.pointer, rightIndex.pointer, left.rowGradient,
            right.rowGradient)
    }
}
