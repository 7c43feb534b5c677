import CKernels
import Randomness
import Tensor

/// LightGCN: final vectors F = (E + Â E + … + Âᴸ E) / (L + 1) of the nodes' embeddings E (N × D).
///
/// Computed from the inside, F = (E + Â (E + Â (E + Â E))) / (L + 1) for L = 3: each product adds E as it writes, and no layer is kept.
/// Â is symmetric, so dE = (G + Â (G + Â (G + Â G))) / (L + 1) for the gradient G of F: the same products. G has rows for the nodes of the
/// batch only, and only their rows of F are asked for: the last product forward and the first one backward are restricted to them.
///
/// Products run on rows z = D^−½ x, where they are plain sums over neighbours: x_i = E_i + d_i^−½ Σ_j z_j.
public final class LightPropagation: GraphNetwork {
    private let graph: BipartiteGraph
    private let layers: Int
    private let regularization: Float
    private let embeddings: Tensor
    private let head: any GraphHead
    /// z of the last and the next product.
    private var current: Storage, next: Storage
    /// Coefficients of a product that is followed by another, and of the last one, by node.
    private let inner: (base: Storage, sum: Storage), outer: (base: Storage, sum: Storage)
    /// Never restricts the first product backward to the batch's rows: the same bits, slower where the batch has few edges.
    public var alwaysGathers = false

    public var parameters: [(name: String, tensor: Network.Layer)] { [("embedding", embeddings)] }
    public var outputColumns: Int { embeddings.columns }

    /// `embeddings` is N × `dimension`, users first; `regularization` is λ of λ/2 (|e_u|² + |e_i|² + |e_j|²), the mean over a batch's pairs.
    public init(
        graph: BipartiteGraph, embeddings: FactorStorage, dimension: Int, layers: Int, regularization: Double, batchCapacity: Int,
        loss: GraphLoss = .pairwise
    ) {
        (self.graph, self.layers, self.regularization) = (graph, layers, Float(regularization))
        self.embeddings = Tensor(rows: graph.nodeCount, columns: dimension, storage: embeddings)
        head = loss.head(graph: graph, batchCapacity: batchCapacity, columns: dimension)
        current = Storage(count: graph.nodeCount * dimension)
        next = Storage(count: graph.nodeCount * dimension)
        let share = 1 / Float(layers + 1), roots = graph.inverseRoots.array
        inner = (graph.inverseRoots, Storage(roots.map { $0 * $0 }))
        outer = (Storage([Float](repeating: share, count: graph.nodeCount)), Storage(roots.map { $0 * share }))
    }

    /// Adding into scattered rows costs about two sums: worth it while the batch has fewer than half of the edges.
    private func scatters(_ batch: GraphBatch) -> Bool {
        var edges = 0
        for slot in 0..<batch.touchedCount { edges += graph.neighbours(of: Int(batch.touched.pointer[slot])).count }
        return !alwaysGathers && edges < graph.edgeCount
    }

    public func evaluate(_ batch: GraphBatch, random: inout RandomStream) -> Double {
        propagate()
        let columns = embeddings.columns
        var mix = ck_graph_mix(
            base: embeddings.values, slot: nil, base_scale: outer.base.pointer, sum_scale: outer.sum.pointer)
        gatherFinal(batch, &mix)
        let sum = head.evaluate(batch)
        guard sum.isFinite else { return sum }
        backward(batch)
        ck_add_scaled_rows(
            batch.touchedCount, batch.touched.pointer, batch.occurrences.pointer, regularization / Float(batch.pairs), columns,
            embeddings.values, embeddings.gradient)
        return sum
    }

    public func finalVectors() -> [Float] {
        propagate()
        var mix = ck_graph_mix(
            base: embeddings.values, slot: nil, base_scale: outer.base.pointer, sum_scale: outer.sum.pointer)
        ck_graph_product(graph.view, 0, graph.nodeCount, embeddings.columns, current.pointer, &mix, next.pointer)
        return head.scoring(next.array)
    }

    /// Leaves z of the last but one product in `current`.
    private func propagate() {
        ck_scale_rows(graph.nodeCount, embeddings.columns, graph.inverseRoots.pointer, nil, embeddings.values, current.pointer)
        var mix = ck_graph_mix(
            base: embeddings.values, slot: nil, base_scale: inner.base.pointer, sum_scale: inner.sum.pointer)
        for _ in 1..<layers { product(&mix) }
    }

    private func product(_ mix: inout ck_graph_mix) {
        ck_graph_product(graph.view, 0, graph.nodeCount, embeddings.columns, current.pointer, &mix, next.pointer)
        swap(&current, &next)
    }

    private func gatherFinal(_ batch: GraphBatch, _ mix: inout ck_graph_mix) {
        ck_graph_product_rows(
            graph.view, batch.touchedCount, batch.touched.pointer, embeddings.columns, current.pointer, &mix, head.vectors.values)
    }

    private func backward(_ batch: GraphBatch) {
        let columns = embeddings.columns, gradient = head.vectors.gradient
        var mix = ck_graph_mix(
            base: gradient, slot: batch.slots.pointer, base_scale: inner.base.pointer, sum_scale: inner.sum.pointer)
        var last = mix
        (last.base_scale, last.sum_scale) = (UnsafePointer(outer.base.pointer), UnsafePointer(outer.sum.pointer))
        guard layers > 1 else { return firstProduct(batch, &last, into: embeddings.gradient) }
        firstProduct(batch, &mix, into: next.pointer)
        swap(&current, &next)
        for _ in 2..<max(2, layers) { product(&mix) }
        ck_graph_product(graph.view, 0, graph.nodeCount, columns, current.pointer, &last, embeddings.gradient)
    }

    /// The product with the gradient of the batch's rows; the vectors of the head are no longer needed and take z.
    private func firstProduct(_ batch: GraphBatch, _ mix: UnsafeMutablePointer<ck_graph_mix>, into out: UnsafeMutablePointer<Float>) {
        let columns = embeddings.columns, count = batch.touchedCount, z = head.vectors
        ck_scale_rows(count, columns, graph.inverseRoots.pointer, batch.touched.pointer, z.gradient, z.values)
        if scatters(batch) {
            ck_graph_product_sparse(graph.view, graph.nodeCount, count, batch.touched.pointer, columns, z.values, mix, out)
        } else {
            current.pointer.update(repeating: 0, count: current.count)
            for slot in 0..<count {
                (current.pointer + Int(batch.touched.pointer[slot]) * columns).update(from: z.values + slot * columns, count: columns)
            }
            ck_graph_product(graph.view, 0, graph.nodeCount, columns, current.pointer, mix, out)
        }
    }
}
