import Datasets
import Diagnostics
import Foundation
import Models

/// What a trained model attended to for one pair of user and item, out of the files of a run.
public struct AttentionReading: Sendable {
    public struct Word: Hashable, Sendable {
        public var text: String
        /// Its share of the attention over the document.
        public var weight: Double
    }

    /// The external id, and the document as the model reads it.
    public struct Side: Sendable {
        public var id: String
        public var words: [Word]
    }

    public let user: Side
    public let item: Side
    /// What the model predicts for the pair.
    public let rating: Double

    /// `path` gives the real path of a file of the run by its name. Throws `Failure` for unknown ids and for models without attention.
    public init(user: String, item: String, path: (String) throws -> String) throws {
        let weights = try WeightsFile(path: path(WeightsFile.name))
        guard weights.model == DeepCooperativeNetwork.id else {
            throw Failure(
                .invalidInput, "model '\(weights.model)' reads no words", hint: "choose a run of model '\(DeepCooperativeNetwork.id)'")
        }
        let documents = try DocumentsFile.read(path: path)
        let words = try String(contentsOfFile: path(DocumentsFile.vocabularyName), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        func side(_ side: ReviewDocuments.Side, _ id: String, _ index: Int) throws -> Side {
            let read = try DeepCooperativeNetwork.attention(
                side, index, documents: documents, weights: weights.tensors, parameters: weights.parameters)
            return Side(id: id, words: zip(read.tokens, read.weights).map { Word(text: words[Int($0.0)], weight: Double($0.1)) })
        }
        let users = try DatasetFiles.readUsers(path: path).ids, items = try DatasetFiles.readItems(path: path).ids
        let row = try Self.index(of: user, in: users, "user"), column = try Self.index(of: item, in: items, "item")
        guard documents.userReviews.count == users.count, documents.itemReviews.count == items.count,
            words.count >= documents.vocabularySize
        else { throw Failure(.invalidInput, "the files of the run do not belong together", hint: "run the experiment again") }
        self.user = try side(.user, user, row)
        self.item = try side(.item, item, column)
        rating = Double(try weights.makeScorer().score(users: [Int32(row)], items: [Int32(column)])[0])
    }

    private static func index(of id: String, in ids: [String], _ noun: String) throws -> Int {
        if let index = ids.firstIndex(of: id) { return index }
        throw Failure(
            .invalidInput, "the data has no \(noun) '\(id)'",
            hint: closest(to: id, among: ids).map { "did you mean '\($0)'?" }
                ?? "\(noun)s.csv of the run lists the ids, such as '\(ids.first ?? "")'")
    }
}
