import Datasets
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
    let dcn: DCN

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
}
