import Datasets
import Foundation
import Models
import Parameters
import Safetensors
import Testing

/// Fixtures/documents.json was written by Fixtures/documents.py.
private struct Reference: Decodable {
    struct Pass: Decodable {
        let weights: [String: [Float]]
        let scores: [Double]
    }
    let documents: [String: [[Int32]]]
    let bilstm: Pass, shared: Pass, cnn: Pass, frozen: Pass
    /// Of an encoder, exact in float16: 8 × 6.
    let vectors: [[Float]]

    static func load() throws -> Reference {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/documents.json")
        return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    }

    /// Each document is one review; the training interactions are far from the pairs that are scored.
    var data: TrainingData {
        var reviews = IndexRows(), lists = ["user": IndexRows(), "item": IndexRows()], none = IndexRows()
        for side in ["user", "item"] {
            for document in documents[side] ?? [] {
                reviews.append(document)
                lists[side]?.append([Int32(reviews.count - 1)])
                if side == "item" { none.append([]) }
            }
        }
        var data = TrainingData(
            train: Interactions(users: [0, 1], items: [2, 3], ratings: [1, 2], timestamps: [0, 0]), userCount: 4, itemCount: 5)
        data.documents = ReviewDocuments(
            vocabularySize: 13, maxTokens: 9, reviews: reviews, userReviews: lists["user"] ?? none, itemReviews: lists["item"] ?? none,
            itemTexts: none, ownReviews: [-1, -1])
        return data
    }
}

@Suite struct DocumentReferenceTests {
    private let size: [(String, ParameterValue)] = [
        ("embedding_dim", .int(5)), ("attention_dim", .int(6)), ("fusion_dim", .int(7)), ("factors", .int(3)), ("hidden", .int(4)),
        ("clip_ratings", .bool(false)), ("biases", .string("none")),
    ]

    private func check(_ pass: Reference.Pass, _ changes: [(String, ParameterValue)], frozen: FrozenUnits? = nil) throws {
        var data = try Reference.load().data
        data.documents?.frozen = frozen
        let model = try ModelSamples.make(
            DeepCooperativeNetwork.self, ModelSamples.parameters(DeepCooperativeNetwork.self, size + changes), data: data)
        let state = model.state()
        #expect(Set(pass.weights.keys).isSubset(of: Set(state.map(\.name))))
        try model.restore(
            state.map { tensor in
                guard let values = pass.weights[tensor.name] else { return tensor }
                #expect(values.count == tensor.values.count, "\(tensor.name)")
                return NamedTensor(tensor.name, values, shape: tensor.shape)
            })
        let users = (0..<20).map { Int32($0 / 5) }, items = (0..<20).map { Int32($0 % 5) }
        // The mean of the training ratings is 1.5.
        for (score, expected) in zip(try model.makeScorer().score(users: users, items: items), pass.scores) {
            #expect(abs(Double(score) - 1.5 - expected) < 1e-4 * max(1, abs(expected)))
        }
    }

    @Test func bilstmAgreesWithPyTorch() throws { try check(try Reference.load().bilstm, []) }

    @Test func frozenVectorsWithMarksAgreeWithPyTorch() throws {
        let reference = try Reference.load(), tokens = Int32(0)..<13
        let frozen = FrozenUnits(
            vectors: HalfRows(reference.vectors.joined().map { Float16($0).bitPattern }, columns: 6), rows: tokens.map { $0 * 3 % 8 },
            marks: tokens.map { $0 % 3 }, markCount: 3)
        try check(reference.frozen, [], frozen: frozen)
    }

    @Test func sharedSidesWithIdsAndFactorizationMachineAgreeWithPyTorch() throws {
        try check(
            try Reference.load().shared,
            [("shared_sides", .bool(true)), ("head", .string("fm")), ("id_embedding_dim", .int(2)), ("biases", .string("learned"))])
    }

    @Test func cnnAgreesWithPyTorch() throws {
        try check(try Reference.load().cnn, [("text_encoder", .string("cnn")), ("hidden", .int(8)), ("attention_dim", .null)])
    }

    @Test func aTrainingReviewIsInNeitherDocumentWhileItsRatingIsLearned() throws {
        let documents = try #require(ModelSamples.data.documents), train = ModelSamples.data.train
        for row in [0, 17, 100] {
            for (side, index) in [(ReviewDocuments.Side.user, train.users[row]), (.item, train.items[row])] {
                var all: [Int32] = [], without: [Int32] = []
                var long = documents
                long.maxTokens = 10_000
                long.append(side, Int(index), to: &all)
                long.append(side, Int(index), without: documents.ownReviews[row], to: &without)
                let reviews = side == .user ? documents.userReviews[Int(index)] : documents.itemReviews[Int(index)]
                let own = reviews.contains(documents.ownReviews[row]) ? documents.reviews[Int(documents.ownReviews[row])].count : 0
                #expect(without.count == all.count - own)
            }
        }
    }

    /// By hand: one user rates 5 and 1, so that the mean is 3 and, without shrinkage, each rating's user bias is the other's residual.
    @Test func dampedBiasesLeaveTheOwnRatingOut() throws {
        let documents = ReviewDocuments(
            vocabularySize: 2, maxTokens: 1, reviews: IndexRows(offsets: [0, 0, 0]), userReviews: IndexRows(offsets: [0, 1], values: [0]),
            itemReviews: IndexRows(offsets: [0, 1, 2], values: [0, 1]), itemTexts: IndexRows(offsets: [0, 0, 0]), ownReviews: [0, 1])
        var data = TrainingData(
            train: Interactions(users: [0, 0], items: [0, 1], ratings: [5, 1], timestamps: [0, 0]), userCount: 1, itemCount: 2)
        data.documents = documents
        let parameters = ModelSamples.parameters(
            DeepCooperativeNetwork.self, [("user_regularization", .double(0)), ("item_regularization", .double(1e12))])
        let model = try ModelSamples.make(DeepCooperativeNetwork.self, parameters, data: data)
        // Without any text and before training, the first loss is that of the other rating's residual: (2 − (−2))² and the same mirrored.
        #expect(try abs(#require(model.trainEpoch(1) { _ in }.loss) - 16) < 1e-3)
    }
}
