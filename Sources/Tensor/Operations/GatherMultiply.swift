import CKernels

/// out[r] = left[leftIndex[r]] ⊙ right[rightIndex[r]]: the element-wise product of two embeddings, B × D.
/// Backward: ∂left[leftIndex[r]] += g[r] ⊙ right[rightIndex[r]], and the same mirrored; only rows named by the batch.
public final class GatherMultiply: Operation {
    public let output: Tensor
    private let left: EmbeddingTable, right: EmbeddingTable
    private let leftIndex: Indices, rightIndex: Indices

    public init(_ left: EmbeddingTable, _ leftIndex: Indices, _ right: EmbeddingTable, _ rightIndex: Indices) {
        (self.left, self.right, self.leftIndex, self.rightIndex) = (left, right, leftIndex, rightIndex)
        output = Tensor(rows: leftIndex.capacity, columns: left.columns)
    }

    public func forward(rows: Int) {
        left.prepare(leftIndex, count: rows)
        right.prepare(rightIndex, count: rows)
        ck_gather_multiply(rows, left.columns, left.values, right.values, leftIndex.pointer, rightIndex.pointer, output.values)
    }

    public func backward(rows: Int) {
        ck_gather_multiply_backward(
            rows, left.columns, output.gradient, left.values, right.values, leftIndex.pointer, rightIndex.pointer, left.rowGradient,
            right.rowGradient)
    }
}
