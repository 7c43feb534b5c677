import Diagnostics
import Foundation
import FuzzTargets
import Parameters
import Testing
import Text

/// Made by Fixtures/make_sentencepiece_reference.py with the Python package.
private struct SentencePieceReference: Decodable {
    struct Model: Decodable {
        var size: Int
        var pieces: [String]
        var ids: [[Int32]]
        var strings: [String]
    }

    var texts: [String]
    var models: [String: Model]

    static func load() throws -> SentencePieceReference {
        try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(filePath: textFixtures + "/sentencepiece_reference.json")))
    }
}

private func modelPath(_ name: String) -> String { "\(textFixtures)/sentencepiece_\(name).model" }

private func prepare(_ path: String, _ changes: [(name: String, value: ParameterValue)] = []) throws -> any PreparedTokenizer {
    try TokenizerSamples.prepare("sentencepiece", [], [("model", .string(path)), ("train", .null)] + changes)
}

/// FNV-1a over numbers as two bytes each, little end first, 65535 after each text.
private func digest(_ matrix: TokenMatrix, _ rows: Range<Int>) -> String {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325
    for row in rows {
        for number in matrix[row] + [65535] {
            for byte in [number & 0xFF, number >> 8] { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
    }
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

@Suite("SentencePiece")
struct SentencePieceTests {
    @Test("cuts as the Python package does", arguments: ["unigram", "bpe"])
    func parity(name: String) throws {
        let reference = try SentencePieceReference.load(), expected = try #require(reference.models[name])
        let prepared = try prepare(modelPath(name), [("special_tokens", .bool(false))])
        #expect(prepared.vocabulary.tokens.map { Array($0.unicodeScalars) } == expected.pieces.map { Array($0.unicodeScalars) })
        let matrix = try prepared.encode(reference.texts)
        for (row, text) in reference.texts.enumerated() { #expect(Array(matrix[row]) == expected.ids[row], "\(text.debugDescription)") }
        let strings = try prepared.encode(WordPieceReference.load().randomTexts(expected.strings.count * 100))
        for (block, hash) in expected.strings.enumerated() { #expect(digest(strings, (block * 100)..<(block * 100 + 100)) == hash) }
    }

    @Test("texts end with </s>, also where they are cut, as T5's do")
    func endToken() throws {
        let reference = try SentencePieceReference.load(), expected = try #require(reference.models["unigram"])
        let prepared = try prepare(modelPath("unigram"))
        #expect(prepared.vocabulary.special == SpecialTokens(padding: 0, unknown: 2, end: 1))
        let matrix = try prepared.encode(reference.texts)
        let cut = try prepare(modelPath("unigram"), [("max_tokens", .int(6))]).encode(reference.texts)
        for row in reference.texts.indices {
            #expect(Array(matrix[row]) == expected.ids[row] + [1])
            #expect(Array(cut[row]) == expected.ids[row].prefix(5) + [1])
        }
    }

    @Test("trains the same model each time, from text alone", arguments: ["unigram", "bpe"])
    func training(type: String) throws {
        let texts = try WordPieceReference.load().texts
        let options: [(name: String, value: ParameterValue)] = [
            ("train", .record([("type", .string(type)), ("vocabulary_size", .int(400))]))
        ]
        let first = try TokenizerSamples.prepare("sentencepiece", texts, options)
        let second = try TokenizerSamples.prepare("sentencepiece", texts, options)
        #expect(first.files.map(\.name) == ["sentencepiece.model"] && first.files[0].bytes == second.files[0].bytes)
        #expect((50...400).contains(first.vocabulary.count))
        #expect(Array(first.vocabulary.tokens.prefix(3)) == ["<pad>", "</s>", "<unk>"])
        // The trained file, read back, cuts alike; so does it without its blanks.
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).model")
        try Data(first.files[0].bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(try prepare(file.path).encode(texts) == first.encode(texts))
        let text = "This guitar stand is great"
        #expect(try first.tokenize(text).joined().replacing("▁", with: " ") == " " + text)
    }

    @Test("what cannot be trained on is an error that says so")
    func trainingErrors() throws {
        for texts in [[], [""], ["\u{0}\n\r"]] {
            let error = #expect(throws: Failure.self) { try TokenizerSamples.prepare("sentencepiece", texts) }
            #expect(error?.description.contains("no text") == true)
        }
        // More characters than the vocabulary has room for.
        let texts = [String(String.UnicodeScalarView((0..<300).compactMap { Unicode.Scalar(0x4E00 + $0) }))]
        let error = #expect(throws: Failure.self) {
            try TokenizerSamples.prepare("sentencepiece", texts, [("train", .record([("vocabulary_size", .int(100))]))])
        }
        #expect(error?.diagnostics.first?.hint?.contains("vocabulary_size") == true)
    }

    @Test("needs either a model or its training")
    func choice() throws {
        for changes in [[("train", .null)], [("model", .string(modelPath("bpe")))]] as [[(name: String, value: ParameterValue)]] {
            let tokenizer = try TokenizerSamples.make("sentencepiece", changes)
            let error = #expect(throws: Failure.self) { try tokenizer.check() }
            #expect(error?.description.contains("either 'model' or 'train'") == true)
        }
    }

    @Test("bytes that are no model are an error that names the file", arguments: ["", "hello, world", "\u{A}\u{7F}", "[PAD]\n[UNK]\n"])
    func noModel(content: String) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).model")
        try Data(content.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let error = #expect(throws: Failure.self) { try prepare(file.path) }
        #expect(error?.code == .invalidInput && error?.description.contains(file.path) == true, "\(String(describing: error))")
    }

    @Test("damaged models are errors or cut texts, and never end the process", arguments: ["unigram", "bpe"])
    func damagedModels(name: String) throws {
        let sound = try [UInt8](Data(contentsOf: URL(filePath: modelPath(name))))
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).model")
        defer { try? FileManager.default.removeItem(at: file) }
        var random = Mutator(seed: 7), refused = 0
        let texts = try WordPieceReference.load().texts, count = 400
        for _ in 0..<count {
            try Data(random.mutated(sound, with: [sound], maximum: .max)).write(to: file)
            do {
                let prepared = try prepare(file.path)
                let matrix = try prepared.encode(texts)
                #expect(matrix.isValid(vocabularySize: prepared.vocabulary.count))
            } catch is Failure {
                refused += 1
            }
        }
        #expect(refused > count / 10 && refused < count)
    }
}
