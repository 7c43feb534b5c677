import Datasets
import Diagnostics
import Foundation
import Models
import Parameters
import Testing

/// Fixtures/closed_form.json was written by Fixtures/closed_form.py.
private struct Reference: Decodable {
    struct ALS: Decodable {
        let exponent: Double
        let weights: [String: [Float]]
        let scores: [Double]
        let losses: [Double]
    }
    struct Scores: Decodable { let scores: [Double] }
    struct Neighbors: Decodable {
        let weighting: String
        let shrinkage: Double
        let neighbors: Int
        let scores: [Double]
    }
    let user_count: Int, item_count: Int
    let users: [Int32], items: [Int32]
    let ials: [ALS], ease: Scores, ease_three: Scores, knn: [Neighbors]

    static func load() throws -> Reference {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/closed_form.json")
        return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    }

    /// Ratings differ and one pair comes twice: these models must not look at that.
    var data: TrainingData {
        let users = users + [users[0]], items = items + [items[0]]
        let train = Interactions(
            users: users, items: items, ratings: users.indices.map { Float($0 % 5 + 1) },
            timestamps: [Int64](repeating: 0, count: users.count))
        return TrainingData(train: train, userCount: user_count, itemCount: item_count)
    }

    func scores(_ model: any TrainableModel) throws -> [Float] {
        var scores = [Float](repeating: 0, count: user_count * item_count)
        try model.makeScorer().scoreAllItems(users: [Int32](0..<Int32(user_count))[...], into: &scores)
        return scores
    }
}

@Suite struct ClosedFormTests {
    private func worst(_ a: [Float], _ b: [Double]) -> Double {
        a.count == b.count ? zip(a, b).map { abs(Double($0) - $1) }.max() ?? 0 : .infinity
    }

    /// Conjugate gradients with as many steps as there are factors are exact but for rounding.
    @Test(arguments: [0, 1], [[], [("solver", ParameterValue.string("conjugate_gradient")), ("steps", .int(8))]])
    func alternatingLeastSquaresAgreeWithSciPy(_ place: Int, _ solver: [(String, ParameterValue)]) throws {
        let reference = try Reference.load(), expected = reference.ials[place]
        let parameters = ModelSamples.parameters(
            ImplicitALS.self,
            [
                ("factors", .int(4)), ("unobserved_weight", .double(0.3)), ("regularization", .double(0.05)),
                ("frequency_exponent", .double(expected.exponent)),
            ] + solver)
        let model = try ModelSamples.make(ImplicitALS.self, parameters, data: reference.data)
        try model.restore(model.state().map { NamedTensor($0.name, expected.weights[$0.name] ?? [], shape: $0.shape) })
        let losses = try (1...2).map { try model.trainEpoch($0) { _ in }.loss ?? .nan }
        for (loss, expected) in zip(losses, expected.losses) { #expect(abs(loss - expected) < 1e-5) }
        #expect(worst(try reference.scores(model), expected.scores) < 2e-5)
    }

    @Test func easeAgreesWithNumPy() throws {
        let reference = try Reference.load()
        for (neighbors, expected) in [(ParameterValue.null, reference.ease), (.int(3), reference.ease_three)] {
            let parameters = ModelSamples.parameters(EASE.self, [("regularization", .double(2.5)), ("neighbors", neighbors)])
            let model = try ModelSamples.make(EASE.self, parameters, data: reference.data)
            _ = try model.trainEpoch(1) { _ in }
            #expect(worst(try reference.scores(model), expected.scores) < 1e-5)
        }
    }

    @Test(arguments: 0..<3) func nearestItemsAgreeWithSciPy(_ place: Int) throws {
        let reference = try Reference.load(), expected = reference.knn[place]
        let parameters = ModelSamples.parameters(
            ItemKNN.self,
            [
                ("neighbors", .int(expected.neighbors)), ("shrinkage", .double(expected.shrinkage)),
                ("weighting", .string(expected.weighting)),
                ("similarity", .string(expected.weighting == "bm25" ? "dot_product" : "cosine")),
            ])
        let model = try ModelSamples.make(ItemKNN.self, parameters, data: reference.data)
        _ = try model.trainEpoch(1) { _ in }
        #expect(worst(try reference.scores(model), expected.scores) < 1e-5)
    }

    @Test func optionsWithoutMeaningAreRefused() throws {
        let wrong: [(any ModelDefinition.Type, [(String, ParameterValue)], Int)] = [
            (ItemKNN.self, [("similarity", .string("dot_product")), ("shrinkage", .double(1))], 1),
            (ItemKNN.self, [("saturation", .double(10)), ("length_weight", .double(0.5))], 1),
            (ItemKNN.self, [("weighting", .string("bm25"))], 1),
            (ItemKNN.self, [("similarity", .string("dot_product")), ("shrinkage", .double(1)), ("saturation", .double(10))], 2),
            (ImplicitALS.self, [("steps", .int(3))], 1),
        ]
        for (definition, changes, count) in wrong {
            let failure = #expect(throws: Failure.self) { try definition.validate(ModelSamples.parameters(definition, changes)) }
            #expect(failure?.diagnostics.count == count && failure?.diagnostics.allSatisfy { $0.hint != nil } == true)
        }
    }

    /// With nearly no λ and more factors than the data can fill, the normal equations are singular in single precision.
    @Test func leastSquaresWithoutSolutionAreAFailure() throws {
        let parameters = ModelSamples.parameters(
            ImplicitALS.self, [("factors", .int(64)), ("regularization", .double(1e-30))])
        let model = try ModelSamples.make(ImplicitALS.self, parameters)
        let failure = #expect(throws: Failure.self) { for epoch in 1...5 { _ = try model.trainEpoch(epoch) { _ in } } }
        #expect(failure?.code == .stageFailed && failure?.diagnostics[0].hint?.contains("regularization") == true)
    }
}
