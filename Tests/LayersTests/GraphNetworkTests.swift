import Foundation
import Layers
import Randomness
import Tensor
import Testing

/// Fixtures/graph.json was written by Fixtures/make_graph.py.
private struct GraphFixture: Decodable {
    struct Batch: Decodable { let users: [Int32], positives: [Int32], negatives: [Int32] }
    struct Case: Decodable, CustomTestStringConvertible {
        let kind: String
        let columns: Int
        let layers: [Int]
        let weights: [[Float]]
        let gradients: [[Double]]
        let vectors: [Double]
        /// The sum over the pairs, and which loss it is (none: BPR).
        let lossSum: Double
        let loss: String?
        var testDescription: String { "\(kind) D=\(columns) layers=\(layers) \(loss ?? "bpr")" }
    }
    let users: [Int32], items: [Int32]
    let userCount: Int, itemCount: Int
    let regularization: Double, temperature: Double
    let batch: Batch
    let cases: [Case]

    static func load() throws -> GraphFixture {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/graph.json")
        return try JSONDecoder().decode(GraphFixture.self, from: Data(contentsOf: file))
    }

    var graph: BipartiteGraph { BipartiteGraph(users: users, items: items, userCount: userCount, itemCount: itemCount) }

    /// The case's network with its weights.
    func network(_ example: Case, _ graph: BipartiteGraph, batchCapacity: Int, dropout: Double = 0) -> any GraphNetwork {
        let weights = GraphWeights(userCount: userCount, itemCount: itemCount, dimension: example.columns, .zero, seed: 1)
        let sampler = GraphPairSampler(graph: graph, sampling: .users, seed: 1)
        let loss: GraphLoss =
            example.loss == nil ? .pairwise : .sampledSoftmax(temperature: temperature, logProbabilities: sampler.logProbabilities)
        let network: any GraphNetwork =
            example.kind == "lightgcn"
            ? LightPropagation(
                graph: graph, embeddings: weights.embeddings, dimension: example.columns, layers: example.layers[0],
                regularization: regularization, batchCapacity: batchCapacity, loss: loss)
            : NeuralPropagation(
                graph: graph, weights: weights, widths: example.layers, dropout: dropout, regularization: regularization,
                batchCapacity: batchCapacity, loss: loss)
        for (parameter, values) in zip(network.parameters, example.weights) { parameter.tensor.storage.assign(values) }
        return network
    }
}

@Suite struct GraphNetworkTests {
    private func worst(_ a: [Float], _ b: [Double]) -> Double {
        a.count == b.count ? zip(a, b).map { abs(Double($0) - $1) / max(1, abs($1)) }.max() ?? 0 : .infinity
    }

    /// Loss, gradient and final vectors against PyTorch; twice, since nothing of one batch may stay for the next.
    @Test func lossGradientAndVectorsAgreeWithPyTorch() throws {
        let fixture = try GraphFixture.load()
        #expect(fixture.cases.count == 8)
        for example in fixture.cases {
            let graph = fixture.graph
            let network = fixture.network(example, graph, batchCapacity: 8)
            let batch = GraphBatch(capacity: 8, graph: graph, hasNegatives: example.loss == nil)
            var random = RandomStream(seed: 1, purpose: "test")
            batch.assign(users: [1, 5], positives: [1, 7], negatives: [0, 8], graph: graph)
            _ = network.evaluate(batch, random: &random)
            for _ in 1...2 {
                batch.assign(
                    users: fixture.batch.users, positives: fixture.batch.positives, negatives: fixture.batch.negatives, graph: graph)
                #expect(abs(network.evaluate(batch, random: &random) - example.lossSum) < 1e-5 * example.lossSum, "\(example)")
                for (parameter, gradient) in zip(network.parameters, example.gradients) {
                    #expect(worst(parameter.tensor.gradientStorage.array, gradient) < 2e-6, "\(example.testDescription) \(parameter.name)")
                }
            }
            #expect(network.parameters.count == example.gradients.count)
            #expect(worst(network.finalVectors(), example.vectors) < 2e-6, "\(example.testDescription)")
        }
    }

    /// A batch with few edges scatters, one with many gathers: the same bits. User 1 and items 2 and 8 have three of the fourteen edges.
    @Test func restrictedAndFullProductsHaveTheSameBits() throws {
        let fixture = try GraphFixture.load(), graph = fixture.graph
        let example = try #require(fixture.cases.first { $0.layers == [3] && $0.columns == 64 })
        var random = RandomStream(seed: 1, purpose: "test")
        let few = GraphBatch(capacity: 8, graph: graph)
        few.assign(users: [1], positives: [2], negatives: [8], graph: graph)
        let network = fixture.network(example, graph, batchCapacity: 8)
        _ = network.evaluate(few, random: &random)
        let scattered = network.parameters[0].tensor.gradientStorage.array
        let full = fixture.network(example, graph, batchCapacity: 8)
        (full as? LightPropagation)?.alwaysGathers = true
        _ = full.evaluate(few, random: &random)
        #expect(full.parameters[0].tensor.gradientStorage.array == scattered)
    }

    /// Dropout of messages: other keys give another loss, the same key the same; scoring has none.
    @Test func messageDropoutFollowsItsStream() throws {
        let fixture = try GraphFixture.load(), graph = fixture.graph
        let example = try #require(fixture.cases.first { $0.kind == "ngcf" })
        let network = fixture.network(example, graph, batchCapacity: 8, dropout: 0.5), batch = GraphBatch(capacity: 8, graph: graph)
        batch.assign(users: fixture.batch.users, positives: fixture.batch.positives, negatives: fixture.batch.negatives, graph: graph)
        let losses = [UInt64(1), 2, 1].map { seed in
            var random = RandomStream(seed: seed, purpose: "dropout")
            return network.evaluate(batch, random: &random)
        }
        #expect(losses[0] == losses[2] && losses[0] != losses[1] && losses.allSatisfy { $0.isFinite })
        #expect(worst(network.finalVectors(), example.vectors) < 2e-6)
    }
}

@Suite struct GraphPairSamplerTests {
    /// User 0 has items 0, 1; user 1 has item 2; user 2 has everything and user 3 nothing.
    private let graph = BipartiteGraph(
        users: [0, 0, 1, 2, 2, 2, 2], items: [0, 1, 2, 0, 1, 2, 3], userCount: 4, itemCount: 4)

    private func triples(_ sampling: PairSampling, epoch: Int, capacity: Int = 2) -> [[Int32]] {
        let sampler = GraphPairSampler(graph: graph, sampling: sampling, seed: 5), batch = GraphBatch(capacity: capacity, graph: graph)
        sampler.begin(epoch: epoch)
        var found: [[Int32]] = []
        while sampler.fill(batch) > 0 { found += batch.triples(of: graph) }
        #expect(sampler.pairsPerEpoch == 3)
        return found
    }

    @Test(arguments: [PairSampling.users, .interactions]) func triplesAreValidAndKeyedByEpoch(_ sampling: PairSampling) {
        let known: [Int32: Set<Int32>] = [0: [0, 1], 1: [2]]
        var seen = Set<[Int32]>()
        for epoch in 1...60 {
            let found = triples(sampling, epoch: epoch)
            #expect(found.count == 3 && found == triples(sampling, epoch: epoch, capacity: 3))
            for triple in found {
                #expect(known[triple[0]]?.contains(triple[1]) == true && known[triple[0]]?.contains(triple[2]) == false)
                seen.insert(triple)
            }
        }
        #expect(seen.count == 2 * 2 + 1 * 3, "every possible triple of 60 epochs")
    }

    @Test func interactionsComeOnceAnEpochAndUsersEvenly() {
        for epoch in 1...5 { #expect(Set(triples(.interactions, epoch: epoch).map { [$0[0], $0[1]] }).count == 3) }
        let first = (1...1000).reduce(0) { $0 + triples(.users, epoch: $1).filter { $0[0] == 0 }.count }
        // 3,000 draws of one half: σ = 27.
        #expect(abs(first - 1500) < 140)
    }
}
