import Datasets
import Diagnostics
import Foundation
import Models
import Parameters
import Testing

/// Fixtures/features.json was written by Fixtures/make_features.py.
private struct Reference: Decodable {
    struct Rows: Decodable {
        let offsets: [Int], columns: [Int32], values: [Float]
    }
    struct Pass: Decodable {
        let weights: [String: [Float]]
        let scores: [Double]
    }
    struct DCN: Decodable {
        let user: Rows, item: Rows
        let parallel: Pass, stacked: Pass
    }
    struct Profile: Decodable {
        let lists: [[Int32]]
        let item: Rows
        let pass: Pass
    }
    let dcn: DCN
    let profile: Profile

    static func load() throws -> Reference {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/features.json")
        return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    }
}

@Suite struct FeatureReferenceTests {
    private let users: [Int32] = (0..<54).map { Int32($0 / 9) }
    private let items: [Int32] = (0..<54).map { Int32($0 % 9) }

    private func matrix(_ rows: Reference.Rows, _ fields: [(String, FeatureField.Kind, Int)]) -> SparseFeatures {
        var made: [FeatureField] = []
        for (name, kind, width) in fields {
            let first = made.last?.columns.upperBound ?? 0
            made.append(FeatureField(name, kind, columns: first..<first + width))
        }
        return SparseFeatures(
            offsets: rows.offsets, columns: rows.columns, values: rows.values, columnCount: made.last?.columns.upperBound ?? 0, fields: made
        )
    }

    private func data(_ reference: Reference.DCN) -> TrainingData {
        let train = Interactions(users: [0, 1], items: [2, 3], ratings: [1, 2], timestamps: [0, 0])
        return TrainingData(
            train: train, userCount: 6, itemCount: 9,
            userFeatures: matrix(reference.user, [("age", .categorical, 3), ("income", .numeric, 2)]),
            itemFeatures: matrix(reference.item, [("genres", .multi, 3), ("title", .text, 4)]))
    }

    @Test(arguments: ["parallel", "stacked"]) func dcnV2AgreesWithPyTorch(structure: String) throws {
        let reference = try Reference.load().dcn
        let pass = structure == "parallel" ? reference.parallel : reference.stacked
        let parameters = ModelSamples.parameters(
            DCNv2.self,
            [
                ("embedding_dim", .int(5)), ("feature_dim", .int(3)), ("layers", .list([.int(6), .int(4)])),
                ("structure", .string(structure)), ("rank", structure == "stacked" ? .int(2) : .null),
            ])
        let model = try ModelSamples.make(DCNv2.self, parameters, data: data(reference))
        let state = model.state()
        #expect(Set(pass.weights.keys).isSubset(of: Set(state.map(\.name))))
        try model.restore(
            state.map { tensor in pass.weights[tensor.name].map { NamedTensor(tensor.name, $0, shape: tensor.shape) } ?? tensor })
        let scores = try model.makeScorer().score(users: users, items: items)
        for (score, expected) in zip(scores, pass.scores) { #expect(abs(Double(score) - expected) < 1e-5 * max(1, abs(expected))) }
        #expect(scores.count == pass.scores.count)
    }

    /// Features of another user make another score, and the score is back with them.
    @Test func dcnV2ReadsTheFeatures() throws {
        let reference = try Reference.load().dcn
        var data = data(reference)
        let parameters = ModelSamples.parameters(DCNv2.self)
        let before = try ModelSamples.make(DCNv2.self, parameters, data: data).makeScorer().score(users: users, items: items)
        data.userFeatures?.values[1] += 1
        let after = try ModelSamples.make(DCNv2.self, parameters, data: data).makeScorer().score(users: users, items: items)
        #expect(zip(before[0..<9], after[0..<9]).allSatisfy { $0 != $1 } && before[9...] == after[9...])
    }

    private func profileModel(_ reference: Reference.Profile) throws -> any TrainableModel {
        var train = Interactions()
        for (user, list) in reference.lists.enumerated() {
            for item in list {
                train.users.append(Int32(user))
                train.items.append(item)
                train.ratings.append(1)
                train.timestamps.append(0)
            }
        }
        let data = TrainingData(train: train, userCount: 6, itemCount: 9, itemFeatures: matrix(reference.item, [("title", .text, 4)]))
        let parameters = ModelSamples.parameters(NCFProfile.self, [("embedding_dim", .int(5)), ("attention_dim", .int(3))])
        let model = try ModelSamples.make(NCFProfile.self, parameters, data: data)
        let weights = reference.pass.weights
        #expect(Set(weights.keys).isSubset(of: Set(model.state().map(\.name))))
        try model.restore(
            model.state().map { tensor in weights[tensor.name].map { NamedTensor(tensor.name, $0, shape: tensor.shape) } ?? tensor })
        return model
    }

    @Test func ncfProfileAgreesWithPyTorch() throws {
        let reference = try Reference.load().profile
        let scores = try profileModel(reference).makeScorer().score(users: users, items: items)
        #expect(scores.count == reference.pass.scores.count)
        for (score, expected) in zip(scores, reference.pass.scores) {
            #expect(abs(Double(score) - expected) < 1e-5 * max(1, abs(expected)))
        }
    }

    /// A user who is new, with the items of one that is known.
    @Test func ncfProfileScoresAnyHistory() throws {
        let reference = try Reference.load().profile
        let scorer = try #require(try profileModel(reference).makeScorer() as? any HistoryScorer)
        for (user, list) in reference.lists.enumerated() {
            let scores = try scorer.scoreAllItems(history: list.reversed() + list)
            for (score, expected) in zip(scores, reference.pass.scores[user * 9..<user * 9 + 9]) {
                #expect(abs(Double(score) - expected) < 1e-5 * max(1, abs(expected)))
            }
        }
        #expect(throws: Failure.self) { try scorer.scoreAllItems(history: [9]) }
    }

    /// Items 38 and 39 are in no training interaction; users of even number like items of even number, which their features say.
    @Test(arguments: ["bce", "bpr"]) func itemsWithoutInteractionsAreRankedByContent(loss: String) throws {
        var data = ModelSamples.data
        var train = Interactions()
        for (position, item) in data.train.items.enumerated() where item < 38 {
            train.users.append(data.train.users[position])
            train.items.append(item)
            train.ratings.append(data.train.ratings[position])
            train.timestamps.append(0)
        }
        data.train = train
        let parameters = ModelSamples.parameters(
            NCFProfile.self, [("loss", .string(loss)), ("optimizer", ModelSamples.adam(0.01))])
        let model = try ModelSamples.make(NCFProfile.self, parameters, data: data)
        for epoch in 1...120 { _ = try model.trainEpoch(epoch) { _ in } }
        let scorer = try model.makeScorer()
        let everyone = [Int32](0..<30)
        let liked: [Int32] = everyone.map { 38 + $0 % 2 }
        let others: [Int32] = everyone.map { 39 - $0 % 2 }
        let own = try scorer.score(users: everyone, items: liked)
        let other = try scorer.score(users: everyone, items: others)
        #expect(zip(own, other).allSatisfy { $0 > $1 })
        let history = try #require(scorer as? any HistoryScorer)
        let odd = try history.scoreAllItems(history: [1, 5, 7])
        #expect(odd[39] > odd[38])
    }
}
