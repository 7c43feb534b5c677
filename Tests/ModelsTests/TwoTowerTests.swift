import Datasets
import Diagnostics
import Foundation
import Layers
import Models
import Parameters
import Testing

/// Fixtures/towers.json was written by Fixtures/towers.py.
private struct TowerReference: Decodable {
    struct Sparse: Decodable {
        let offsets: [Int], columns: [Int32], values: [Float]
    }
    let rows: [[Int]]
    let weights: [String: [Float]]
    let user_features: Sparse, item_features: Sparse
    let user_vectors: [Double], item_vectors: [Double], scores: [Double]

    static func load() throws -> TowerReference {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/towers.json")
        return try JSONDecoder().decode(TowerReference.self, from: Data(contentsOf: file))
    }

    var data: TrainingData {
        let train = Interactions(
            users: rows.map { Int32($0[0]) }, items: rows.map { Int32($0[1]) }, ratings: [Float](repeating: 1, count: rows.count),
            timestamps: rows.map { Int64($0[2]) })
        let users = SparseFeatures(
            offsets: user_features.offsets, columns: user_features.columns, values: user_features.values, columnCount: 1,
            fields: [FeatureField("age", .text, columns: 0..<1)])
        let items = SparseFeatures(
            offsets: item_features.offsets, columns: item_features.columns, values: item_features.values, columnCount: 5,
            fields: [FeatureField("genres", .multi, columns: 0..<3), FeatureField("title", .text, columns: 3..<5)])
        return TrainingData(train: train, userCount: 4, itemCount: 7, userFeatures: users, itemFeatures: items)
    }
}

@Suite struct TwoTowerTests {
    private func parameters(_ changes: [(String, ParameterValue)]) -> ParameterValue { ModelSamples.parameters(TwoTower.self, changes) }

    private func floats(_ tensors: [NamedTensor], _ name: String) throws -> [Float] {
        guard case .float(let values)? = tensors.first(where: { $0.name == name })?.values else { throw Failure(.internalError, name) }
        return values
    }

    @Test func forwardAgreesWithNumPy() throws {
        let reference = try TowerReference.load()
        let parameters = parameters([
            ("embedding_dim", .int(5)), ("history", .int(3)), ("user_layers", .list([.int(6), .int(4)])),
            ("item_layers", .list([.int(4)])), ("temperature", .double(0.5)),
        ])
        let model = try ModelSamples.make(TwoTower.self, parameters, data: reference.data)
        let fresh = model.state()
        #expect(fresh.filter { reference.weights[$0.name] != nil }.count == reference.weights.count)
        try model.restore(
            fresh.map { tensor in reference.weights[tensor.name].map { NamedTensor(tensor.name, $0, shape: tensor.shape) } ?? tensor })
        let scores = try model.makeScorer().score(users: (0..<28).map { Int32($0 / 7) }, items: (0..<28).map { Int32($0 % 7) })
        for (score, wanted) in zip(scores, reference.scores) { #expect(abs(Double(score) - wanted) < 1e-5) }
        let weights = model.weights()
        for (value, wanted) in zip(try floats(weights, "user_vectors"), reference.user_vectors) {
            #expect(abs(Double(value) - wanted) < 1e-5)
        }
        for (value, wanted) in zip(try floats(weights, "item_vectors"), reference.item_vectors) {
            #expect(abs(Double(value) - wanted) < 1e-5)
        }
    }

    /// Items of the user's own group score above the others, whatever the loss and the negatives.
    @Test(arguments: [
        [], [("loss", ParameterValue.string("bpr"))], [("loss", .string("bce"))], [("normalize", .bool(false))],
        [("in_batch", .bool(false)), ("negatives", .int(64))], [("negatives", .int(16)), ("hard_negatives", .int(8))],
        [("history", .int(0))], [("user_layers", .list([.int(16), .int(8)])), ("item_layers", .list([.int(8)]))],
    ])
    func learnsTheGroups(_ changes: [(String, ParameterValue)]) throws {
        var data = ModelSamples.data
        data.itemFeatures = nil
        let model = try ModelSamples.make(
            TwoTower.self, parameters(changes + [("optimizer", ModelSamples.adam(0.01))]), data: data)
        for epoch in 1...40 { _ = try model.trainEpoch(epoch) { _ in } }
        var scores = [Float](repeating: 0, count: 30 * 40)
        try model.makeScorer().scoreAllItems(users: [Int32](0..<30)[...], into: &scores)
        let sums = (0..<1200).reduce(into: (own: Float(0), other: Float(0))) { sums, k in
            if k / 40 % 2 == k % 40 % 2 { sums.own += scores[k] } else { sums.other += scores[k] }
        }
        #expect(sums.own / 600 > sums.other / 600 + 0.5)
    }

    /// One batch, so many columns that every row has negatives: the model learns to put each positive first.
    @Test func overfitsOneBatch() throws {
        let train = Interactions(users: [0, 1, 2, 3], items: [0, 1, 2, 3], ratings: [1, 1, 1, 1], timestamps: [0, 0, 0, 0])
        let model = try ModelSamples.make(
            TwoTower.self, parameters([("optimizer", ModelSamples.adam(0.05))]),
            data: TrainingData(train: train, userCount: 4, itemCount: 4))
        var loss = Double.infinity
        for epoch in 1...300 { loss = try model.trainEpoch(epoch) { _ in }.loss ?? .nan }
        #expect(loss < 0.01)
    }

    /// A user with one item has an empty history in training: with it the answer would be in the question.
    @Test func theTargetIsNotInTheHistory() {
        let history = UserHistory(
            users: [0, 0, 0, 0, 1, 0], items: [5, 6, 7, 6, 3, 8], timestamps: [10, 30, 20, 40, 1, 20], userCount: 3, length: 3)
        // Newest first: 6 (40), then 8 and 7 (20, the later row first), 5 (10).
        #expect(history.items(of: 0, without: nil) == [6, 8, 7])
        #expect(history.items(of: 0, without: 8) == [6, 7, 5])
        #expect(history.items(of: 0, without: 99) == [6, 8, 7])
        #expect(history.items(of: 1, without: 3) == [])
        #expect(history.items(of: 1, without: nil) == [3])
        #expect(history.items(of: 2, without: nil) == [])
    }

    @Test func impossibleCombinationsAreAllReported() {
        let changes: [(String, ParameterValue)] = [("user_layers", .list([.int(16)])), ("in_batch", .bool(false))]
        let failure = #expect(throws: Failure.self) { try TwoTower.validate(parameters(changes)) }
        #expect(failure?.diagnostics.count == 2)
    }

    @Test func usersWithEveryItemCannotBeTheOnlyOnes() throws {
        let train = Interactions(users: [0, 0], items: [0, 1], ratings: [1, 1], timestamps: [0, 0])
        let data = TrainingData(train: train, userCount: 1, itemCount: 2)
        #expect(throws: Failure.self) { try ModelSamples.make(TwoTower.self, parameters([]), data: data) }
    }

    @Test func divergenceNamesModelEpochAndTensor() throws {
        let model = try ModelSamples.make(TwoTower.self, parameters([("init_std", .double(1e30)), ("normalize", .bool(false))]))
        let failure = #expect(throws: Failure.self) { try model.trainEpoch(1) { _ in } }
        #expect(failure?.code == .stageFailed)
        #expect(failure?.description.contains("'two-tower' diverged in epoch 1, batch 1") == true)
    }
}
