import Datasets
import Foundation
import Models
import Parameters
import Testing

/// Fixtures/numpy.json was written by Fixtures/make.py.
private struct Reference: Decodable {
    struct Model: Decodable {
        let weights: [String: [Float]]?
        let scores: [Double]
        let losses: [Double]?
    }
    let users: [Int32], items: [Int32], ratings: [Float]
    let ancf: Model, ancf_sum: Model, gmf: Model, mlp: Model, neumf: Model, bias: Model, mf: Model

    static func load() throws -> Reference {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/numpy.json")
        return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    }

    var data: TrainingData {
        let times = [Int64](repeating: 0, count: users.count)
        let train = Interactions(users: users, items: items, ratings: ratings, timestamps: times)
        return TrainingData(train: train, userCount: 6, itemCount: 9)
    }
}

@Suite struct ReferenceTests {
    private let users: [Int32] = (0..<54).map { Int32($0 / 9) }
    private let items: [Int32] = (0..<54).map { Int32($0 % 9) }

    private func worst(_ a: [Float], _ b: [Double]) -> Double {
        a.count == b.count ? zip(a, b).map { abs(Double($0) - $1) / max(1, abs($1)) }.max() ?? 0 : .infinity
    }

    /// The state of a fresh model with the fixture's weights in place of its own.
    private func replaced(_ state: [NamedTensor], _ weights: [String: [Float]]) -> [NamedTensor] {
        state.map { tensor in weights[tensor.name].map { NamedTensor(tensor.name, $0, shape: tensor.shape) } ?? tensor }
    }

    private func forward(
        _ definition: any ModelDefinition.Type, _ model: Reference.Model, _ changes: [(String, ParameterValue)] = []
    ) throws -> [Float] {
        let parameters = ModelSamples.parameters(definition, [("embedding_dim", .int(5))] + changes)
        let fresh = try ModelSamples.make(definition, parameters, data: Reference.load().data)
        try fresh.restore(replaced(fresh.state(), try #require(model.weights)))
        return try fresh.makeScorer().score(users: users, items: items)
    }

    @Test func ancfForwardAgreesWithNumPy() throws {
        let reference = try Reference.load().ancf
        #expect(worst(try forward(ANCF.self, reference), reference.scores) < 1e-5)
    }

    @Test func ancfWeightedSumAgreesWithNumPy() throws {
        let reference = try Reference.load().ancf_sum
        #expect(worst(try forward(ANCF.self, reference, [("head", .string("sum"))]), reference.scores) < 1e-5)
    }

    @Test func gmfForwardAgreesWithNumPy() throws {
        let reference = try Reference.load().gmf
        #expect(worst(try forward(GMF.self, reference), reference.scores) < 1e-5)
    }

    private static let layers = ParameterValue.list([.int(8), .int(6), .int(4)])

    @Test func mlpForwardAgreesWithNumPy() throws {
        let reference = try Reference.load().mlp
        #expect(worst(try forward(MLP.self, reference, [("layers", Self.layers)]), reference.scores) < 1e-5)
    }

    @Test func neumfForwardAgreesWithNumPy() throws {
        let reference = try Reference.load().neumf
        #expect(worst(try forward(NeuMF.self, reference, [("layers", Self.layers)]), reference.scores) < 1e-5)
    }

    @Test func biasAgreesWithNumPy() throws {
        let reference = try Reference.load()
        let model = try ModelSamples.make(BiasBaseline.self, ModelSamples.parameters(BiasBaseline.self), data: reference.data)
        _ = try model.trainEpoch(1) { _ in }
        #expect(worst(try model.makeScorer().score(users: users, items: items), reference.bias.scores) < 1e-6)
    }

    @Test func matrixFactorizationAgreesWithNumPy() throws {
        let reference = try Reference.load()
        let parameters = ModelSamples.parameters(
            MatrixFactorization.self, [("factors", .int(5)), ("learning_rate", .double(0.05)), ("regularization", .double(0.02))])
        let model = try ModelSamples.make(MatrixFactorization.self, parameters, data: reference.data, seed: 77)
        try model.restore(replaced(model.state(), try #require(reference.mf.weights)))
        let losses = try (1...2).map { try model.trainEpoch($0) { _ in }.loss ?? .nan }
        for (loss, expected) in zip(losses, try #require(reference.mf.losses)) { #expect(abs(loss - expected) < 1e-5) }
        #expect(worst(try model.makeScorer().score(users: users, items: items), reference.mf.scores) < 1e-5)
    }

    /// By hand: counts of items 0, 1, 2 are 2, 1, 0.
    @Test func popularityCounts() throws {
        let train = Interactions(users: [0, 1, 1], items: [0, 0, 1], ratings: [1, 1, 1], timestamps: [0, 0, 0])
        let model = try ModelSamples.make(
            Popularity.self, .record([]), data: TrainingData(train: train, userCount: 2, itemCount: 3))
        _ = try model.trainEpoch(1) { _ in }
        #expect(try model.makeScorer().score(users: [0, 0, 1], items: [0, 1, 2]) == [2, 1, 0])
    }

    /// By hand: x₀ = (1, 0), x₁ = (0, 2), x₂ = (3, 4), x₃ = 0. User 0 has items 0 and 1: profile ∝ (1, 2), so
    /// cos with x₂ is (3 + 8) / (√5 · 5). User 1 has nothing.
    @Test func contentProfileIsACosine() throws {
        let features = SparseFeatures(offsets: [0, 1, 2, 4, 4], columns: [0, 1, 0, 1], values: [1, 2, 3, 4], columnCount: 2)
        let train = Interactions(users: [0, 0], items: [0, 1], ratings: [1, 1], timestamps: [0, 0])
        let data = TrainingData(train: train, userCount: 2, itemCount: 4, itemFeatures: features)
        let model = try ModelSamples.make(ContentProfile.self, .record([]), data: data)
        _ = try model.trainEpoch(1) { _ in }
        let scores = try model.makeScorer().score(users: [0, 0, 0, 0, 1], items: [0, 1, 2, 3, 2])
        let root = 5.0.squareRoot()
        for (score, expected) in zip(scores, [1 / root, 2 / root, 11 / (5 * root), 0, 0]) { #expect(abs(Double(score) - expected) < 1e-6) }
    }
}
