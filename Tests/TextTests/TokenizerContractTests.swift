import Foundation
import Parameters
import Testing
import Text

let textFixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures").path

/// What a tokenizer needs beyond its defaults. A tokenizer that reads files is listed here.
enum TokenizerSamples {
    static let parameters: [String: [(name: String, value: ParameterValue)]] = [
        "wordpiece": [("vocabulary", .string(textFixtures + "/wordpiece_vocab.txt")), ("max_tokens", .null)],
        "sentencepiece": [("train", .record([("vocabulary_size", .int(300))])), ("max_tokens", .null)],
    ]

    static func make(_ id: String, _ changes: [(name: String, value: ParameterValue)] = []) throws -> any Tokenizer {
        let kind = try #require(TokenizerRegistry.tokenizer(named: id))
        var values = Dictionary(kind.fields.map { ($0.name, $0.defaultValue ?? .null) }) { first, _ in first }
        for change in (parameters[id] ?? []) + changes { values[change.name] = change.value }
        return try kind.make(parameters: .record(kind.fields.map { (name: $0.name, value: values[$0.name] ?? .null) }))
    }

    /// Ready, with files read from where the options say.
    static func prepare(_ id: String, _ texts: [String], _ changes: [(name: String, value: ParameterValue)] = []) throws
        -> any PreparedTokenizer
    {
        let tokenizer = try make(id, changes)
        return try tokenizer.prepare(texts) { name in try #require(tokenizer.files.first { $0.name == name }).path }
    }
}

@Suite("Every tokenizer")
struct TokenizerContractTests {
    @Test("has a name, a line of documentation, and files for its path options", arguments: TokenizerRegistry.all.map(\.id))
    func declarations(id: String) throws {
        let kind = try #require(TokenizerRegistry.tokenizer(named: id))
        #expect(TokenizerRegistry.all.filter { $0.id == id }.count == 1)
        #expect(!kind.documentation.isEmpty && !kind.documentation.contains("\n") && kind.version > 0)
        let tokenizer = try TokenizerSamples.make(id)
        #expect(!tokenizer.fields.isEmpty)
        let given = Set((TokenizerSamples.parameters[id] ?? []).map(\.name)).intersection(kind.pathFields)
        #expect(given.isSubset(of: tokenizer.files.map(\.name)))
    }

    @Test("numbers the tokens that it cuts, in a frame, the same each time", arguments: TokenizerRegistry.all.map(\.id))
    func numbers(id: String) throws {
        let texts = try TextReference.load().texts
        let prepared = try TokenizerSamples.prepare(id, texts)
        let matrix = try prepared.encode(texts), special = prepared.vocabulary.special
        #expect(matrix.rowCount == texts.count)
        #expect(matrix.isValid(vocabularySize: prepared.vocabulary.count))
        for (row, text) in texts.enumerated() {
            let frame = ([special.begin].compactMap { $0 }, [special.end].compactMap { $0 })
            let inner = matrix[row].dropFirst(frame.0.count).dropLast(frame.1.count)
            #expect(Array(matrix[row]) == frame.0 + inner + frame.1)
            #expect(inner.map { prepared.vocabulary.tokens[Int($0)] } == (try prepared.tokenize(text)), "\(text)")
        }
        #expect(try prepared.encode(texts) == matrix)
        // A text's tokens do not depend on the texts beside it.
        #expect(try texts.reversed().map { Array(try prepared.encode([$0])[0]) } == texts.indices.reversed().map { Array(matrix[$0]) })
    }

    @Test("cuts to max_tokens, special ones included", arguments: TokenizerRegistry.all.map(\.id))
    func cut(id: String) throws {
        let texts = try TextReference.load().texts
        let whole = try TokenizerSamples.prepare(id, texts, [("max_tokens", .null)])
        let short = try TokenizerSamples.prepare(id, texts, [("max_tokens", .int(5))])
        let all = try whole.encode(texts), cut = try short.encode(texts), special = whole.vocabulary.special
        #expect(cut.tokens.count < all.tokens.count)
        for row in texts.indices where all[row].count > 5 {
            let tail = [special.end].compactMap { $0 }
            #expect(Array(cut[row]) == all[row].prefix(5 - tail.count) + tail)
        }
        for row in texts.indices where all[row].count <= 5 { #expect(cut[row].elementsEqual(all[row])) }
    }
}
