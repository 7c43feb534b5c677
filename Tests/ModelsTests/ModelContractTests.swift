import Datasets
import Diagnostics
import Models
import Parameters
import Testing

/// What every model of the registry must keep, by being listed.
@Suite struct ModelContractTests {
    static let data = ModelSamples.data

    private func train(_ model: any TrainableModel, _ epochs: ClosedRange<Int>) throws -> [EpochReport] {
        try epochs.map { try model.trainEpoch($0) { _ in } }
    }

    @Test func idsAreUniqueAndDocumented() {
        #expect(Set(ModelRegistry.all.map { $0.id }).count == ModelRegistry.all.count)
        for definition in ModelRegistry.all {
            #expect(!definition.documentation.isEmpty && !definition.paper.isEmpty)
            #expect(definition.version >= 1 && definition.defaultEpochs >= 1)
            #expect(Set(definition.fields.map(\.name)).count == definition.fields.count)
            #expect(definition.fields.allSatisfy { $0.defaultValue != nil && !$0.documentation.isEmpty })
        }
    }

    @Test(arguments: Listed.all) func lossGoesDownAndIsFinite(_ listed: Listed) throws {
        guard listed.definition.isIterative else { return }
        let model = try listed.make()
        let losses = try train(model, 1...30).map { try #require($0.loss) }
        #expect(losses.allSatisfy { $0.isFinite })
        #expect(losses[29] < 0.98 * losses[0], "\(losses[0]) → \(losses[29])")
    }

    @Test(arguments: Listed.all) func sameSeedSameBits(_ listed: Listed) throws {
        let epochs = listed.definition.isIterative ? 1...3 : 1...1
        let models = try [77, 77].map { try listed.make(seed: $0) }
        for model in models { _ = try train(model, epochs) }
        #expect(models[0].state() == models[1].state())
    }

    @Test(arguments: Listed.all) func restoringContinuesWithTheSameBits(_ listed: Listed) throws {
        guard listed.definition.isIterative else { return }
        let whole = try listed.make()
        _ = try train(whole, 1...5)
        let first = try listed.make()
        _ = try train(first, 1...2)
        let second = try listed.make()
        _ = try train(second, 1...1)
        try second.restore(first.state())
        #expect(second.state() == first.state())
        _ = try train(second, 3...5)
        #expect(second.state() == whole.state())
    }

    @Test(arguments: Listed.all) func scoresDoNotDependOnTheBatch(_ listed: Listed) throws {
        let scorer = try fitted(listed)
        let users = (0..<700).map { Int32($0 * 13 % 30) }
        let items = (0..<700).map { Int32($0 * 7 % 40) }
        let together = try scorer.score(users: users, items: items)
        #expect(together.allSatisfy { $0.isFinite })
        for index in [0, 1, 12, 47, 239, 240, 251, 511, 699] {
            let alone = try scorer.score(users: [users[index]], items: [items[index]])
            #expect(alone == [together[index]])
        }
    }

    @Test(arguments: Listed.all) func allItemScoresAgreeWithPairs(_ listed: Listed) throws {
        let scorer = try fitted(listed), users = [Int32](0..<30), items = [Int32](0..<40)
        var whole = [Float](repeating: .nan, count: 30 * 40 + 3)
        try scorer.scoreAllItems(users: users[...], into: &whole)
        #expect(whole[1200...].allSatisfy { $0.isNaN }, "nothing beyond the block is written")
        for user in users {
            let pairwise = try scorer.score(users: [Int32](repeating: user, count: 40), items: items)
            let row = Array(whole[Int(user) * 40..<Int(user) * 40 + 40])
            for (a, b) in zip(row, pairwise) { #expect(abs(a - b) <= 1e-5 * max(1, abs(b))) }
            var alone = [Float](repeating: 0, count: 40)
            try scorer.scoreAllItems(users: [user], into: &alone)
            for (a, b) in zip(alone, row) { #expect(abs(a - b) <= 1e-6 * max(1, abs(b))) }
        }
    }

    @Test(arguments: Listed.all) func weightsAloneMakeTheSameScorer(_ listed: Listed) throws {
        let model = try listed.make()
        _ = try train(model, 1...1)
        let own = try model.makeScorer()
        let rebuilt = try listed.definition.makeScorer(
            weights: model.weights(), parameters: listed.parameters, userCount: 30, itemCount: 40)
        let users = [Int32](0..<30), items = (0..<30).map { Int32($0 * 3 % 40) }
        let before = try own.score(users: users, items: items)
        #expect(try rebuilt.score(users: users, items: items) == before)
        #expect(own.userCount == 30 && own.itemCount == 40)
        let reordered = try listed.definition.makeScorer(
            weights: model.weights().reversed(), parameters: listed.parameters, userCount: 30, itemCount: 40)
        #expect(try reordered.score(users: users, items: items) == before, "tensors are known by their names")
        if listed.definition.isIterative {
            _ = try train(model, 2...2)
            #expect(try own.score(users: users, items: items) == before, "a scorer is a copy")
        }
    }

    @Test(arguments: Listed.all) func foreignWeightsAndIndicesAreRefused(_ listed: Listed) throws {
        let scorer = try fitted(listed)
        #expect(throws: Failure.self) { try scorer.score(users: [30], items: [0]) }
        #expect(throws: Failure.self) { try scorer.score(users: [0], items: [-1]) }
        #expect(throws: Failure.self) { try scorer.score(users: [0, 1], items: [0]) }
        var small = [Float](repeating: 0, count: 39)
        #expect(throws: Failure.self) { try scorer.scoreAllItems(users: [0], into: &small) }
        #expect(throws: Failure.self) {
            try listed.definition.makeScorer(weights: [], parameters: listed.parameters, userCount: 30, itemCount: 40)
        }
        let model = try listed.make()
        _ = try train(model, 1...1)
        #expect(throws: Failure.self) {
            try listed.definition.makeScorer(weights: model.weights(), parameters: listed.parameters, userCount: 30, itemCount: 41)
        }
        #expect(throws: Failure.self) { try model.restore([NamedTensor("x", [1])]) }
    }

    @Test(arguments: Listed.all) func reportsArriveAndCanCancel(_ listed: Listed) throws {
        struct Cancelled: Error {}
        let model = try listed.make()
        var last: EpochProgress?
        let report = try model.trainEpoch(1) { last = $0 }
        #expect(last?.epoch == 1 && last?.batch == last?.batchCount && report.samples > 0)
        #expect(throws: Cancelled.self) { try model.trainEpoch(2) { _ in throw Cancelled() } }
    }

    @Test(arguments: Listed.all) func emptyAndForeignDataAreRefused(_ listed: Listed) throws {
        var data = Self.data
        data.train = Interactions()
        #expect(throws: Failure.self) { try ModelSamples.make(listed.definition, listed.parameters, data: data) }
        data = Self.data
        data.userCount = 3
        #expect(throws: Failure.self) { try ModelSamples.make(listed.definition, listed.parameters, data: data) }
        if listed.definition.itemFeatures == .required {
            data = Self.data
            data.itemFeatures = nil
            #expect(throws: Failure.self) { try ModelSamples.make(listed.definition, listed.parameters, data: data) }
        }
    }

    private func fitted(_ listed: Listed) throws -> any Scorer {
        let model = try listed.make()
        _ = try train(model, 1...(listed.definition.isIterative ? 3 : 1))
        return try model.makeScorer()
    }
}
