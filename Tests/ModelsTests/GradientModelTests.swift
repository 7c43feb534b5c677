import Datasets
import Diagnostics
import Models
import Parameters
import Testing

@Suite struct GradientModelTests {
    static let gradientModels = ModelRegistry.all.filter { $0.fields.contains { $0.name == "mean_offset" } }.map { Listed(definition: $0) }

    /// Eight ratings in one batch: enough weights to remember them.
    @Test(arguments: gradientModels.filter { $0.definition.itemFeatures != .required }) func overfitsOneBatch(_ listed: Listed) throws {
        let train = Interactions(
            users: [0, 0, 1, 1, 2, 2, 3, 3], items: [0, 1, 1, 2, 2, 3, 3, 0], ratings: [1, 5, 2, 4, 5, 1, 3, 2],
            timestamps: [Int64](repeating: 0, count: 8))
        let parameters = ModelSamples.parameters(
            listed.definition, [("loss", .string("mse")), ("init_std", .double(0.5)), ("optimizer", ModelSamples.adam(0.02))])
        let model = try ModelSamples.make(
            listed.definition, parameters, data: TrainingData(train: train, userCount: 4, itemCount: 4))
        var loss = Double.infinity
        for epoch in 1...600 { loss = try model.trainEpoch(epoch) { _ in }.loss ?? .nan }
        #expect(loss < 0.01)
        let scores = try model.makeScorer().score(users: train.users, items: train.items)
        for (score, rating) in zip(scores, train.ratings) { #expect(abs(score - rating) < 0.5) }
    }

    /// After training, items of the user's own group score above the others.
    @Test(arguments: gradientModels, ["bce", "bpr"]) func learnsTheGroups(_ listed: Listed, loss: String) throws {
        let parameters = ModelSamples.parameters(listed.definition, [("loss", .string(loss)), ("optimizer", ModelSamples.adam(0.01))])
        let model = try ModelSamples.make(listed.definition, parameters)
        for epoch in 1...60 { _ = try model.trainEpoch(epoch) { _ in } }
        var scores = [Float](repeating: 0, count: 30 * 40)
        try model.makeScorer().scoreAllItems(users: [Int32](0..<30)[...], into: &scores)
        let sums = (0..<1200).reduce(into: (own: Float(0), other: Float(0))) { sums, k in
            if k / 40 % 2 == k % 40 % 2 { sums.own += scores[k] } else { sums.other += scores[k] }
        }
        #expect(sums.own / 600 > sums.other / 600 + 0.5)
    }

    @Test(arguments: gradientModels) func divergenceNamesModelEpochAndBatch(_ listed: Listed) throws {
        var data = ModelSamples.data
        data.train.ratings = data.train.ratings.map { $0 * 1e19 }
        let model = try ModelSamples.make(
            listed.definition, ModelSamples.parameters(listed.definition, [("loss", .string("mse")), ("mean_offset", .bool(false))]),
            data: data)
        let failure = #expect(throws: Failure.self) { try model.trainEpoch(1) { _ in } }
        #expect(failure?.code == .stageFailed)
        #expect(failure?.description.contains("'\(listed.definition.id)' diverged") == true)
        #expect(failure?.description.contains("epoch 1, batch 1") == true)
        #expect(failure?.diagnostics[0].hint?.contains("learning_rate") == true)
    }

    @Test(arguments: gradientModels) func impossibleCombinationsAreAllReported(_ listed: Listed) throws {
        let negatives = ModelSamples.parameters(listed.definition, [("loss", .string("mse")), ("negatives", .int(4))])
        #expect(throws: Failure.self) { try listed.definition.validate(negatives) }
        let offset = ModelSamples.parameters(listed.definition, [("loss", .string("bpr")), ("mean_offset", .bool(true))])
        let failure = #expect(throws: Failure.self) { try listed.definition.validate(offset) }
        #expect(failure?.code == .invalidInput && failure?.diagnostics.allSatisfy { $0.hint != nil } == true)
        try listed.definition.validate(listed.parameters)
        #expect(try listed.definition.kind(negatives) == .rating && listed.definition.kind(offset) == .implicit)
    }

    @Test func usersWithEveryItemCannotBeTheOnlyOnes() throws {
        let train = Interactions(users: [0, 0], items: [0, 1], ratings: [1, 1], timestamps: [0, 0])
        #expect(throws: Failure.self) {
            try ModelSamples.make(
                GMF.self, ModelSamples.parameters(GMF.self), data: TrainingData(train: train, userCount: 1, itemCount: 2))
        }
    }

    @Test func unknownModelsAreNamedWithASuggestion() {
        let failure = #expect(throws: Failure.self) { try ModelRegistry.require("gmv") }
        #expect(failure?.diagnostics[0].hint == "did you mean 'gmf'?")
        let reserved = #expect(throws: Failure.self) { try ModelRegistry.require("deepconn") }
        #expect(reserved?.diagnostics[0].hint?.contains("'text_encoder: cnn'") == true)
    }
}
