import CKernels
import Tensor

/// Sampled softmax over a batch's own positives: with c(u, i) the cosine of final vectors and τ the temperature, pair r has the loss
///
///     −ln softmax(c(u_r, i) / τ − ln Q_i)[i_r]   over the batch's positives i that u_r has no edge to, and i_r itself
///
/// Q_i: how likely i is as a positive; without it popular items are negatives as often as they are positives, and lose by it.
/// Source: Wu et al. 2022, arXiv:2201.02327, eq. 5 (SSM with cosine and temperature); Yi et al. 2019, doi:10.1145/3298689.3346996 (ln Q).
final class SoftmaxHead: GraphHead {
    let vectors: Tensor
    private let unit: Normalize
    private let x: Tensor, y: Tensor
    private let users: Indices, items: Indices
    private let loss: ColumnLoss
    private let logProbabilities: Storage?, correction: Storage?

    init(
        graph: BipartiteGraph, batchCapacity: Int, touchedCapacity: Int, columns: Int, temperature: Double, logProbabilities: [Float]?
    ) {
        vectors = Tensor(rows: touchedCapacity, columns: columns)
        unit = Normalize(vectors)
        (x, y) = (Tensor(rows: batchCapacity, columns: columns), Tensor(rows: batchCapacity, columns: columns))
        (users, items) = (Indices(capacity: batchCapacity), Indices(capacity: batchCapacity))
        self.logProbabilities = logProbabilities.map { Storage($0) }
        correction = logProbabilities.map { _ in Storage(count: batchCapacity) }
        loss = ColumnLoss(
            .softmax, x, y, users: users, items: items, known: KnownItems(lists: graph.userLists, itemCount: graph.nodeCount),
            scale: Float(1 / temperature), correction: correction)
    }

    func evaluate(_ batch: GraphBatch) -> Double {
        let pairs = batch.pairs, columns = vectors.columns, count = batch.touchedCount
        unit.forward(rows: count)
        ck_field_gather(pairs, columns, unit.output.values, batch.left.pointer, x.values, columns)
        ck_field_gather(pairs, columns, unit.output.values, batch.right.pointer, y.values, columns)
        users.pointer.update(from: batch.users.pointer, count: pairs)
        items.pointer.update(from: batch.positives.pointer, count: pairs)
        if let correction, let logProbabilities {
            for pair in 0..<pairs { correction.pointer[pair] = logProbabilities.pointer[Int(items.pointer[pair])] }
        }
        loss.columns = pairs
        let sum = loss.evaluate(rows: pairs)
        unit.output.gradient.update(repeating: 0, count: count * columns)
        ck_add_rows_at(pairs, columns, x.gradient, batch.left.pointer, unit.output.gradient)
        ck_add_rows_at(pairs, columns, y.gradient, batch.right.pointer, unit.output.gradient)
        unit.backward(rows: count)
        return sum
    }

    /// Unit vectors: their dot products are the cosines.
    func scoring(_ vectors: [Float]) -> [Float] {
        let columns = self.vectors.columns
        return [Float](unsafeUninitializedCapacity: vectors.count) { out, count in
            count = vectors.count
            guard let start = out.baseAddress else { return }
            vectors.withUnsafeBufferPointer { from in
                if let from = from.baseAddress { ck_normalize_rows(vectors.count / columns, nil, columns, from, start, columns) }
            }
        }
    }
}
