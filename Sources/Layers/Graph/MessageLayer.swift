import CKernels
import Tensor

/// One layer of neural graph collaborative filtering on all nodes, with E (N × In), W₁, W₂ (Out × In) and S = Â E:
///
///     O = dropout(LeakyReLU((S + E) W₁ᵀ + (S ⊙ E) W₂ᵀ)),   slope 0.2
///
/// Backward, with g the gradient before the activation: dW₁ = gᵀ (S + E), dW₂ = gᵀ (S ⊙ E); p = g W₁ and q = g W₂ give
/// dS = p + E ⊙ q, and dE = p + S ⊙ q + Â dS because Â is symmetric.
/// Source: Wang et al. 2019, arXiv:1905.08108, eq. 7; the slope is that of the authors' code (TensorFlow's default).
final class MessageLayer {
    static let slope: Float = 0.2
    let sumWeight: Tensor, productWeight: Tensor
    let output: Tensor
    private let graph: BipartiteGraph
    private let side: Storage
    private let rate: Float
    private var key: UInt64 = 0
    private var isTraining = false

    init(graph: BipartiteGraph, sumWeight: Tensor, productWeight: Tensor, rate: Float) {
        (self.graph, self.sumWeight, self.productWeight, self.rate) = (graph, sumWeight, productWeight, rate)
        output = Tensor(rows: graph.nodeCount, columns: sumWeight.rows)
        side = Storage(count: graph.nodeCount * sumWeight.columns)
    }

    /// What layers use one after another: N × the widest matrix each.
    struct Scratch {
        let sum: Storage, product: Storage, hidden: Storage
        init(count: Int) { (sum, product, hidden) = (Storage(count: count), Storage(count: count), Storage(count: count)) }
    }

    private var nodes: Int { graph.nodeCount }
    private var inputs: Int { sumWeight.columns }
    private var outputs: Int { sumWeight.rows }

    /// `key` draws the dropout of this pass; nil: none.
    func forward(_ input: UnsafePointer<Float>, _ scratch: Scratch, key: UInt64?) {
        isTraining = key != nil && rate > 0
        self.key = key ?? 0
        ck_scale_rows(nodes, inputs, graph.inverseRoots.pointer, nil, input, scratch.sum.pointer)
        multiply(scaled: scratch.sum.pointer, base: nil, into: side.pointer)
        let hidden = isTraining ? scratch.hidden.pointer : output.values
        ck_sum_and_product(nodes * inputs, side.pointer, input, scratch.sum.pointer, scratch.product.pointer)
        BLAS.multiply(scratch.sum.pointer, sumWeight.values, transposeB: true, into: hidden, m: nodes, n: outputs, k: inputs)
        BLAS.multiply(
            scratch.product.pointer, productWeight.values, transposeB: true, into: hidden, m: nodes, n: outputs, k: inputs,
            accumulate: true)
        ck_leaky_relu(nodes * outputs, Self.slope, hidden)
        if isTraining { ck_dropout(nodes * outputs, hidden, self.key, rate, output.values) }
    }

    /// From the gradient of `output`; adds to the gradient of the input.
    func backward(_ input: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>, _ scratch: Scratch) {
        let g = isTraining ? scratch.hidden.pointer : output.gradient
        if isTraining { ck_dropout_backward(nodes * outputs, output.gradient, key, rate, g, 0) }
        ck_leaky_relu_backward(nodes * outputs, Self.slope, output.values, g)
        let sum = scratch.sum.pointer, product = scratch.product.pointer
        ck_sum_and_product(nodes * inputs, side.pointer, input, sum, product)
        BLAS.multiply(g, transposeA: true, sum, into: sumWeight.gradient, m: outputs, n: inputs, k: nodes)
        BLAS.multiply(g, transposeA: true, product, into: productWeight.gradient, m: outputs, n: inputs, k: nodes)
        BLAS.multiply(g, sumWeight.values, into: sum, m: nodes, n: inputs, k: outputs)
        BLAS.multiply(g, productWeight.values, into: product, m: nodes, n: inputs, k: outputs)
        // `sum` becomes dS, `product` the part of dE that stays at its node; then both go into the gradient of the input.
        ck_sum_and_product_backward(nodes * inputs, side.pointer, input, sum, product, sum, product)
        for index in 0..<nodes * inputs { gradient[index] += product[index] }
        ck_scale_rows(nodes, inputs, graph.inverseRoots.pointer, nil, sum, product)
        multiply(scaled: product, base: gradient, into: sum)
        gradient.update(from: sum, count: nodes * inputs)
    }

    /// out = base + D^−½ A z
    private func multiply(scaled z: UnsafePointer<Float>, base: UnsafePointer<Float>?, into out: UnsafeMutablePointer<Float>) {
        var mix = ck_graph_mix(base: base, slot: nil, base_scale: graph.ones.pointer, sum_scale: graph.inverseRoots.pointer)
        ck_graph_product(graph.view, 0, nodes, inputs, z, &mix, out)
    }
}
