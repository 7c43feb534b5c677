import CKernels
import Randomness
import Tensor

/// NGCF: final vectors F = [E⁽⁰⁾ ‖ O⁽¹⁾/|O⁽¹⁾| ‖ … ‖ O⁽ᴸ⁾/|O⁽ᴸ⁾|] of the nodes, with O⁽ˡ⁾ by `MessageLayer` from O⁽ˡ⁻¹⁾, O⁽⁰⁾ = E⁽⁰⁾.
/// A row that is 0 stays 0.
public final class NeuralPropagation: GraphNetwork {
    private let graph: BipartiteGraph
    private let embeddings: Tensor
    private let layers: [MessageLayer]
    private let regularization: Float
    private let head: any GraphHead
    private let scratch: MessageLayer.Scratch
    public let parameters: [(name: String, tensor: Network.Layer)]
    public var outputColumns: Int { head.vectors.columns }

    /// `widths`: columns of each layer. `regularization` as in `LightPropagation`: λ of λ/2 (|e_u|² + |e_i|² + |e_j|²) on E⁽⁰⁾.
    public init(
        graph: BipartiteGraph, weights: GraphWeights, widths: [Int], dropout: Double, regularization: Double, batchCapacity: Int,
        loss: GraphLoss = .pairwise
    ) {
        (self.graph, self.regularization) = (graph, Float(regularization))
        embeddings = Tensor(rows: graph.nodeCount, columns: weights.dimension, storage: weights.embeddings)
        var parameters: [(name: String, tensor: Tensor)] = [("embedding", embeddings)], layers: [MessageLayer] = []
        for (index, width) in widths.enumerated() {
            let inputs = layers.last?.output.columns ?? weights.dimension
            let pair = ["sum", "product"].map { kind in
                let name = "layer\(index + 1).\(kind).weight"
                let storage = weights.shared.storage(name, shape: [width, inputs], .glorot)
                return (name: name, tensor: Tensor(rows: width, columns: inputs, storage: storage))
            }
            parameters += pair
            layers.append(MessageLayer(graph: graph, sumWeight: pair[0].tensor, productWeight: pair[1].tensor, rate: Float(dropout)))
        }
        (self.layers, self.parameters) = (layers, parameters)
        scratch = MessageLayer.Scratch(count: graph.nodeCount * (([weights.dimension] + widths).max() ?? 0))
        head = loss.head(graph: graph, batchCapacity: batchCapacity, columns: weights.dimension + widths.reduce(0, +))
    }

    private func input(of index: Int) -> Tensor { index == 0 ? embeddings : layers[index - 1].output }

    private func propagate(_ key: () -> UInt64?) {
        for (index, layer) in layers.enumerated() { layer.forward(input(of: index).values, scratch, key: key()) }
    }

    public func evaluate(_ batch: GraphBatch, random: inout RandomStream) -> Double {
        var keys = random
        propagate { keys.next() }
        random = keys
        let columns = embeddings.columns, count = batch.touchedCount
        for slot in 0..<count {
            (head.vectors.values + slot * outputColumns).update(
                from: embeddings.values + Int(batch.touched.pointer[slot]) * columns, count: columns)
        }
        normalize(count, batch.touched.pointer, into: head.vectors.values)
        let sum = head.evaluate(batch)
        guard sum.isFinite else { return sum }
        backward(batch)
        ck_add_scaled_rows(
            count, batch.touched.pointer, batch.occurrences.pointer, regularization / Float(batch.pairs), columns, embeddings.values,
            embeddings.gradient)
        return sum
    }

    private func normalize(_ count: Int, _ nodes: UnsafePointer<Int32>?, into out: UnsafeMutablePointer<Float>) {
        var column = embeddings.columns
        for layer in layers {
            ck_normalize_rows(count, nodes, layer.output.columns, layer.output.values, out + column, outputColumns)
            column += layer.output.columns
        }
    }

    private func backward(_ batch: GraphBatch) {
        takeOwnGradients(batch)
        for index in layers.indices.reversed() {
            layers[index].backward(input(of: index).values, gradient: input(of: index).gradient, scratch)
        }
    }

    /// What each layer's output, and the embeddings, get from the batch's final vectors themselves.
    private func takeOwnGradients(_ batch: GraphBatch) {
        let gradient = head.vectors.gradient, count = batch.touchedCount, width = embeddings.columns
        embeddings.gradient.update(repeating: 0, count: embeddings.count)
        for slot in 0..<count {
            (embeddings.gradient + Int(batch.touched.pointer[slot]) * width).update(from: gradient + slot * outputColumns, count: width)
        }
        var column = width
        for layer in layers {
            layer.output.gradient.update(repeating: 0, count: layer.output.count)
            ck_normalize_rows_backward(
                count, batch.touched.pointer, layer.output.columns, layer.output.values, head.vectors.values + column, gradient + column,
                outputColumns, layer.output.gradient)
            column += layer.output.columns
        }
    }

    public func finalVectors() -> [Float] {
        propagate { nil }
        let nodes = graph.nodeCount, columns = embeddings.columns, total = outputColumns
        let vectors = [Float](unsafeUninitializedCapacity: nodes * total) { out, count in
            count = nodes * total
            guard let start = out.baseAddress else { return }
            for node in 0..<nodes { (start + node * total).update(from: embeddings.values + node * columns, count: columns) }
            normalize(nodes, nil, into: start)
        }
        return head.scoring(vectors)
    }
}
