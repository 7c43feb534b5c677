import CKernels
import Tensor

/// BPR on dot products of the final vectors of a batch's nodes.
final class PairwiseHead: GraphHead {
    let vectors: Tensor
    private let scores: Tensor
    private let loss: PairwiseLoss

    init(batchCapacity: Int, touchedCapacity: Int, columns: Int) {
        vectors = Tensor(rows: touchedCapacity, columns: columns)
        scores = Tensor(rows: 2 * batchCapacity, columns: 1)
        loss = PairwiseLoss(scores)
    }

    /// The sum of −ln σ(u·i − u·j) over the batch; leaves the gradient of the mean in the gradient of `vectors`.
    func evaluate(_ batch: GraphBatch) -> Double {
        let rows = 2 * batch.pairs, columns = vectors.columns
        ck_pair_dots(rows, columns, vectors.values, vectors.values, batch.left.pointer, batch.right.pointer, scores.values)
        let sum = loss.evaluate(rows: rows)
        vectors.gradient.update(repeating: 0, count: batch.touchedCount * columns)
        ck_pair_dots_backward(
            rows, columns, scores.gradient, vectors.values, batch.left.pointer, batch.right.pointer, vectors.gradient)
        return sum
    }

    func scoring(_ vectors: [Float]) -> [Float] { vectors }
}
