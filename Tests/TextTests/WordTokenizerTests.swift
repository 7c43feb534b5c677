import Foundation
import Parameters
import Testing
import Text

struct TextReference: Decodable {
    var texts: [String]
    var words: [[String]]
    var cased: [[String]]
    /// For each variant and text: weights by word.
    var tfidf: [String: [[String: Float]]]

    static func load() throws -> TextReference {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/text_reference.json")
        return try JSONDecoder().decode(TextReference.self, from: Data(contentsOf: url))
    }
}

func wordTokenizer(_ fields: [(name: String, value: ParameterValue)] = []) throws -> WordTokenizer {
    let kind = try #require(TokenizerRegistry.tokenizer(named: "word"))
    return try #require(try kind.make(parameters: .record(fields)) as? WordTokenizer)
}

@Suite("Word tokenizer")
struct WordTokenizerTests {
    @Test("agrees with an independent implementation of its rules, in many scripts")
    func words() throws {
        let reference = try TextReference.load()
        let lower = try wordTokenizer(), cased = try wordTokenizer([("lowercase", .bool(false))])
        for (index, text) in reference.texts.enumerated() {
            // By scalars: Swift's == would take composed and decomposed spellings for the same.
            let scalars = { (words: [String]) in words.map { Array($0.unicodeScalars) } }
            #expect(scalars(lower.tokenize(text)) == scalars(reference.words[index]), "\(text)")
            #expect(scalars(cased.tokenize(text)) == scalars(reference.cased[index]), "\(text)")
        }
    }

    @Test(
        "the rules, by example",
        arguments: [
            ("Cuckoo's Nest (1975)", ["cuckoo's", "nest", "1975"]), ("don’t", ["don't"]), ("'tis dogs'", ["tis", "dogs"]),
            ("90's", ["90", "s"]), ("3.14", ["3", "14"]), ("Sci-Fi", ["sci", "fi"]), ("千と千尋", ["千", "と", "千", "尋"]),
            ("アニメ映画", ["アニメ", "映", "画"]), ("so\u{AD}ft", ["soft"]), ("❤\u{FE0F}!", []), ("a''b", ["a", "b"]),
        ])
    func examples(text: String, expected: [String]) throws {
        #expect(try wordTokenizer().tokenize(text) == expected)
    }

    @Test("the vocabulary is ordered by frequency, then text; rare tokens are unknown; texts are cut")
    func vocabulary() throws {
        let texts = ["b a a", "a c b", "d c"]
        let all = try wordTokenizer().fit(texts)
        #expect(all.tokens == ["[PAD]", "[UNK]", "a", "b", "c", "d"])
        #expect(all.frequencies == [0, 0, 3, 2, 2, 1])
        let tokenizer = try wordTokenizer([("min_frequency", .int(2)), ("max_tokens", .int(2)), ("vocabulary_size", .int(2))])
        let few = tokenizer.fit(texts)
        #expect(few.tokens == ["[PAD]", "[UNK]", "a", "b"])
        #expect(few.frequencies == [0, 3, 3, 2])
        let matrix = tokenizer.encode(texts + [""], vocabulary: few)
        #expect(matrix.offsets == [0, 2, 4, 6, 6])
        #expect(matrix.tokens == [3, 2, 2, 1, 1, 1])
        #expect(matrix.padded(to: 3, with: few.special.padding) == [3, 2, 0, 2, 1, 0, 1, 1, 0, 0, 0, 0])
        #expect(Vocabulary(tokens: few.tokens, frequencies: few.frequencies) == few)
    }

    @Test("composed and decomposed spellings are one token")
    func canonicalEquivalence() throws {
        let tokenizer = try wordTokenizer()
        let vocabulary = tokenizer.fit(["caf\u{E9}", "cafe\u{301}"])
        #expect(vocabulary.count == 3)
        #expect(tokenizer.encode(["caf\u{E9} cafe\u{301}"], vocabulary: vocabulary).tokens == [2, 2])
    }

    @Test("speed")
    func speed() throws {
        let ascii = String(repeating: "The quick brown fox jumps over the lazy dog's back, 1995. ", count: 40_000)
        let mixed = String(repeating: "Ночной дозор и Дневной дозор, les Misérables à Paris. ", count: 20_000)
        let tokenizer = try wordTokenizer()
        for (name, text) in [("ASCII", ascii), ("mixed", mixed)] {
            var vocabulary = tokenizer.fit([])
            let clock = ContinuousClock()
            let fitting = clock.measure { vocabulary = tokenizer.fit([text]) }
            let encoding = clock.measure { _ = tokenizer.encode([text], vocabulary: vocabulary) }
            let megabytes = Double(text.utf8.count) / 1e6
            let rates = [fitting, encoding].map { Int(megabytes / ($0 / .seconds(1))) }
            print("word tokenizer, \(name): fit \(rates[0]) MB/s, encode \(rates[1]) MB/s")
            // A bound that only a wrong algorithm exceeds; the figures are for people.
            #expect(fitting + encoding < .seconds(5))
        }
    }
}
