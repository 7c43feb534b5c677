import Diagnostics
import Foundation
import Parameters
import Testing
import Text

/// Made by Fixtures/make_wordpiece_reference.py with Hugging Face's BertTokenizer.
struct WordPieceReference: Decodable {
    struct Mode: Decodable {
        var ids: [[Int32]]
        var cut: [[Int32]]
        var plain: [[Int32]]
        var scalars: [String]
        var strings: [String]
    }

    var texts: [String]
    var palette: [UInt32]
    var modes: [String: Mode]

    static func load() throws -> WordPieceReference {
        try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(filePath: textFixtures + "/wordpiece_reference.json")))
    }

    static let normalizations: [String: BERTNormalization] = [
        "uncased": BERTNormalization(), "cased": BERTNormalization(lowercase: false),
        "lower": BERTNormalization(lowercase: true, stripAccents: false),
        "stripped": BERTNormalization(lowercase: false, stripAccents: true),
    ]
    static let options: [String: [(name: String, value: ParameterValue)]] = [
        "uncased": [], "cased": [("lowercase", .bool(false))],
        "lower": [("lowercase", .bool(true)), ("strip_accents", .bool(false))],
        "stripped": [("lowercase", .bool(false)), ("strip_accents", .bool(true))],
    ]

    /// Drawn by the same generator as in the script.
    func randomTexts(_ count: Int) -> [String] {
        var state: UInt64 = 20_261_121
        func draw(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        return (0..<count).map { _ in
            var text = String.UnicodeScalarView()
            for _ in 0..<(1 + draw(24)) { if let scalar = Unicode.Scalar(palette[draw(palette.count)]) { text.append(scalar) } }
            return String(text)
        }
    }
}

/// FNV-1a over the words of texts, a byte 1 after each word and a byte 2 after each text.
struct WordDigest {
    private var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ words: [String]) {
        for word in words { for byte in word.utf8 + [1] { add(byte) } }
        add(2)
    }

    private mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

    var hexadecimal: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

@Suite("WordPiece")
struct WordPieceTests {
    static let modes = ["uncased", "cased", "lower", "stripped"]

    @Test("is identical to Hugging Face's BertTokenizer on multilingual and hostile texts", arguments: modes)
    func texts(mode: String) throws {
        let reference = try WordPieceReference.load()
        let expected = try #require(reference.modes[mode]), options = try #require(WordPieceReference.options[mode])
        let variants: [([(name: String, value: ParameterValue)], [[Int32]])] = [
            ([], expected.ids), ([("max_tokens", .int(8))], expected.cut), ([("special_tokens", .bool(false))], expected.plain),
        ]
        for (changes, ids) in variants {
            let matrix = try TokenizerSamples.prepare("wordpiece", [], options + changes).encode(reference.texts)
            for (row, text) in reference.texts.enumerated() { #expect(Array(matrix[row]) == ids[row], "\(text.debugDescription)") }
        }
    }

    @Test("every Unicode scalar is what it is to Hugging Face's normaliser", arguments: modes)
    func scalars(mode: String) throws {
        let expected = try #require(try WordPieceReference.load().modes[mode]).scalars
        var words = BERTWords(try #require(WordPieceReference.normalizations[mode]))
        for (block, hash) in expected.enumerated() {
            var digest = WordDigest()
            for value in UInt32(block * 4096)..<UInt32(block * 4096 + 4096) {
                guard let scalar = Unicode.Scalar(value) else { continue }
                digest.add(words.words(of: "a\(scalar)b"))
            }
            #expect(digest.hexadecimal == hash, "scalars from U+\(String(block * 4096, radix: 16))")
        }
    }

    @Test("marks, decompositions and format characters in any order give what Hugging Face gives", arguments: modes)
    func strings(mode: String) throws {
        let reference = try WordPieceReference.load()
        let expected = try #require(reference.modes[mode]).strings
        let texts = reference.randomTexts(expected.count * 100)
        var words = BERTWords(try #require(WordPieceReference.normalizations[mode]))
        for (block, hash) in expected.enumerated() {
            var digest = WordDigest()
            for text in texts[(block * 100)..<(block * 100 + 100)] { digest.add(words.words(of: text)) }
            #expect(digest.hexadecimal == hash, "strings from \(block * 100)")
        }
    }

    @Test("tokenizer_config.json beside the vocabulary gives case, accents and names; options go before it")
    func configuration() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wordpiece-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let vocabulary = folder.appending(path: "vocab.txt")
        try Data("<pad>\nA\na\n##B\n##b\n<cls>\n<sep>\n[UNK]\né\n".utf8).write(to: vocabulary)
        try Data(
            #"{"do_lower_case": false, "pad_token": "<pad>", "cls_token": {"content": "<cls>"}, "sep_token": "<sep>", "model_max_length": 8}"#
                .utf8
        ).write(to: folder.appending(path: "tokenizer_config.json"))
        let path: [(name: String, value: ParameterValue)] = [("vocabulary", .string(vocabulary.path))]
        let cased = try TokenizerSamples.prepare("wordpiece", [], path)
        #expect(cased.vocabulary.special == SpecialTokens(padding: 0, unknown: 7, begin: 5, end: 6))
        #expect(try cased.encode(["AB ab<sep>é"]).tokens == [5, 1, 3, 2, 4, 6, 8, 6])
        let lower = try TokenizerSamples.prepare("wordpiece", [], path + [("lowercase", .bool(true)), ("strip_accents", .bool(false))])
        #expect(try lower.encode(["AB ab É"]).tokens == [5, 2, 4, 2, 4, 8, 6])
    }

    @Test(
        "a file that is no vocabulary is an error that says so",
        arguments: [
            ([0x5B, 0xFF, 0xFE], "is not text in UTF-8"), ([], "holds no tokens"), (Array("[PAD]\n[UNK]\n".utf8), "has no token '[CLS]'"),
            (Array("a\nb\n".utf8), "has no token"),
        ] as [([UInt8], String)])
    func damagedVocabulary(bytes: [UInt8], message: String) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "vocab-\(UUID().uuidString).txt")
        try Data(bytes).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        let error = #expect(throws: Failure.self) {
            try TokenizerSamples.prepare("wordpiece", [], [("vocabulary", .string(url.path))])
        }
        #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }

    @Test("a missing file is an error that names it")
    func missingVocabulary() throws {
        let error = #expect(throws: Failure.self) {
            try TokenizerSamples.prepare("wordpiece", [], [("vocabulary", .string("/nowhere/vocab.txt"))])
        }
        #expect(error?.code == .missingInput && error?.description.contains("/nowhere/vocab.txt") == true)
    }
}
