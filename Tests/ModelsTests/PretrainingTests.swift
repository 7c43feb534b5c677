import Datasets
import Diagnostics
import Models
import Parameters
import Testing

/// NeuMF from a trained GMF and a trained MLP: He et al. 2017, section 3.4.1.
@Suite struct PretrainingTests {
    private static let users = (0..<300).map { Int32($0 * 7 % 30) }, items = (0..<300).map { Int32($0 * 11 % 40) }

    private func trained(
        _ definition: any ModelDefinition.Type, _ changes: [(String, ParameterValue)] = []
    ) throws -> (PretrainedModel, scores: [Float]) {
        let parameters = ModelSamples.parameters(definition, changes)
        let model = try ModelSamples.make(definition, parameters)
        for epoch in 1...5 { _ = try model.trainEpoch(epoch) { _ in } }
        let scores = try model.makeScorer().score(users: Self.users, items: Self.items)
        return (PretrainedModel(parameters: parameters, weights: model.weights()), scores)
    }

    private func pretrain(alpha: Double) -> (String, ParameterValue) {
        ("pretrain", .record([("gmf", .string("a")), ("mlp", .string("b")), ("alpha", .double(alpha))]))
    }

    private func neumf(
        _ gmf: PretrainedModel?, _ mlp: PretrainedModel?, alpha: Double = 0.5, _ changes: [(String, ParameterValue)] = []
    ) throws -> any TrainableModel {
        var data = ModelSamples.data
        data.pretrained["pretrain.gmf"] = gmf
        data.pretrained["pretrain.mlp"] = mlp
        return try ModelSamples.make(NeuMF.self, ModelSamples.parameters(NeuMF.self, changes + [pretrain(alpha: alpha)]), data: data)
    }

    /// With losses that learn an offset too.
    @Test(arguments: [0, 0.3, 0.5, 1], ["bce", "mse"]) func firstScoresAreTheWeightedOnes(alpha: Double, loss: String) throws {
        let changes = [("loss", ParameterValue.string(loss))]
        let (gmf, first) = try trained(GMF.self, changes), (mlp, second) = try trained(MLP.self, changes)
        let joined = try neumf(gmf, mlp, alpha: alpha, changes).makeScorer().score(users: Self.users, items: Self.items)
        for (score, parts) in zip(joined, zip(first, second)) {
            #expect(abs(score - (Float(alpha) * parts.0 + Float(1 - alpha) * parts.1)) < 1e-5)
        }
    }

    @Test func trainingGoesOnFromThere() throws {
        let (gmf, _) = try trained(GMF.self), (mlp, _) = try trained(MLP.self)
        let model = try neumf(gmf, mlp, [("optimizer", .record([("name", .string("sgd")), ("learning_rate", .double(0.1))]))])
        let scratch = try ModelSamples.make(NeuMF.self, ModelSamples.parameters(NeuMF.self))
        let first = try #require(try model.trainEpoch(1) { _ in }.loss), fresh = try #require(try scratch.trainEpoch(1) { _ in }.loss)
        #expect(first < fresh - 0.02, "\(first) \(fresh)")
        #expect(try #require(try model.trainEpoch(2) { _ in }.loss) < first)
    }

    @Test func otherSizesAreRefused() throws {
        let (gmf, _) = try trained(GMF.self), (mlp, _) = try trained(MLP.self)
        #expect(throws: Failure.self) { try neumf(nil, mlp) }
        #expect(throws: Failure.self) { try neumf(gmf, nil) }
        #expect(throws: Failure.self) { try neumf(mlp, gmf) }
        #expect(throws: Failure.self) { try neumf(gmf, mlp, [("embedding_dim", .int(9))]) }
        #expect(throws: Failure.self) { try neumf(gmf, mlp, [("layers", .list([.int(16), .int(9)]))]) }
    }

    /// Before anything is trained: from parameters alone, every difference at once.
    @Test func sizesAreComparedBeforehand() throws {
        let own = ModelSamples.parameters(NeuMF.self, [pretrain(alpha: 0.5)])
        let gmf = ModelSamples.parameters(GMF.self), mlp = ModelSamples.parameters(MLP.self, [("embedding_dim", .null)])
        try NeuMF.validate(own, pretrained: ["pretrain.gmf": gmf, "pretrain.mlp": mlp])
        let wide = ModelSamples.parameters(GMF.self, [("embedding_dim", .int(9))])
        let deep = ModelSamples.parameters(MLP.self, [("embedding_dim", .int(5)), ("layers", .list([.int(16), .int(8), .int(4)]))])
        let failure = #expect(throws: Failure.self) {
            try NeuMF.validate(own, pretrained: ["pretrain.gmf": wide, "pretrain.mlp": deep])
        }
        #expect(
            failure?.diagnostics.map(\.message) == [
                "'embedding_dim' is 8, but the variant that 'pretrain.gmf' names has 9",
                "'layers' is [16, 8], but the variant that 'pretrain.mlp' names has [16, 8, 4]",
                "'mlp_embedding_dim' is 8, but the variant that 'pretrain.mlp' names has 5",
            ])
    }

    @Test func referencesAreFoundAndRemoved() {
        let parameters = ModelSamples.parameters(NeuMF.self, [pretrain(alpha: 0.25)])
        #expect(NeuMF.pretrainedReferences.map { $0.variant(in: parameters) } == ["a", "b"])
        let bare = NeuMF.pretrainedReferences.reduce(parameters) { $1.removed(from: $0) }
        #expect(bare["pretrain"] == .record([("alpha", .double(0.25))]))
        #expect(NeuMF.pretrainedReferences.map { $0.variant(in: bare) } == [nil, nil])
        #expect(NeuMF.pretrainedReferences.map { $0.variant(in: ModelSamples.parameters(NeuMF.self)) } == [nil, nil])
    }
}
