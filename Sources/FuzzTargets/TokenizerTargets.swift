import Diagnostics
import Parameters
import Text
import Transformers

private let lessons = [
    "The quick brown fox jumps over the lazy dog", "Guitar strings, light gauge (10-46)", "Größe M – très bon café", "東京 中文 가각",
    "don't stop: 100% cotton!", "ab abc abcd bcd cd d", "price 12.50 EUR / 3,000 JPY",
]

private let pieces =
    ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "guitar", "string", "##s", "##ing", "un", "##want", "##ed", "中", ",", "."]
    + "abcdefghijklmnopqrstuvwxyz0123456789".flatMap { ["\($0)", "##\($0)"] }

private func prepare(_ id: String, _ changes: [(name: String, value: ParameterValue)], files: (String) throws -> String) throws
    -> any PreparedTokenizer
{
    guard let kind = TokenizerRegistry.tokenizer(named: id) else { throw Failure(.usage, "no tokenizer '\(id)'") }
    let values = kind.fields.map { field in
        (name: field.name, value: changes.first { $0.name == field.name }?.value ?? field.defaultValue ?? .null)
    }
    return try kind.make(parameters: .record(values)).prepare(lessons, files: files)
}

/// Texts through a tokenizer that learned from a few lines or has a small vocabulary.
@Sendable func tokenizerTarget(_ tokenizer: AnyTokenizer) -> FuzzTarget {
    FuzzTarget("tokenizer-\(tokenizer.id)", "a text through the tokenizer \(tokenizer.id)", maximumBytes: 512) {
        let folder = try ScratchFolder()
        let vocabulary = try folder.write("vocab.txt", Array(pieces.joined(separator: "\n").utf8))
        let options: [(name: String, value: ParameterValue)] = [
            ("vocabulary", .string(vocabulary)), ("train", .record([("vocabulary_size", .int(80))])), ("max_tokens", .int(64)),
        ]
        let prepared = try prepare(tokenizer.id, options) { _ in vocabulary }
        return { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            let matrix = try prepared.encode([text, "ab"]), alone = try prepared.encode(["ab"])
            try promise(matrix.rowCount == 2 && matrix.isValid(vocabularySize: prepared.vocabulary.count), "tokens that there are not")
            try promise(matrix[0].count <= 64, "more tokens than asked for")
            try promise(matrix[1].elementsEqual(alone[0]), "the text before changes the next one's tokens")
            _ = try prepared.tokenize(text)
        }
    }
}

/// `vocab.txt` of WordPiece, and `tokenizer_config.json` after 0x1C.
let wordPieceVocabularyTarget = FuzzTarget("wordpiece-vocabulary", "vocab.txt, and tokenizer_config.json after 0x1C", maximumBytes: 512) {
    let folder = try ScratchFolder()
    return { bytes in
        let parts = bytes.split(separator: 0x1C, maxSplits: 1, omittingEmptySubsequences: false)
        let vocabulary = try folder.write("vocab.txt", parts.first ?? [])
        if parts.count > 1 { _ = try folder.write("tokenizer_config.json", parts[1]) } else { folder.remove("tokenizer_config.json") }
        _ = try orderly {
            let prepared = try prepare("wordpiece", [("vocabulary", .string(vocabulary))]) { _ in vocabulary }
            let matrix = try prepared.encode(["The quick [MASK] ab 中"])
            try promise(matrix.isValid(vocabularySize: prepared.vocabulary.count), "tokens that there are not")
        }
    }
}

/// A SentencePiece model's file: read by the library, which is not ours.
let sentencePieceModelTarget = FuzzTarget("sentencepiece-model", "a SentencePiece model's file", maximumBytes: 4096) {
    let folder = try ScratchFolder()
    return { bytes in
        let path = try folder.write("spiece.model", bytes)
        _ = try orderly {
            let prepared = try prepare("sentencepiece", [("model", .string(path))]) { _ in path }
            let matrix = try prepared.encode(["The quick brown ab 中"])
            try promise(matrix.isValid(vocabularySize: prepared.vocabulary.count), "tokens that there are not")
        }
    }
}

/// `config.json` of an encoder's folder.
let encoderConfigurationTarget = FuzzTarget("encoder-configuration", "config.json of a pretrained encoder", maximumBytes: 512) {
    let folder = try ScratchFolder()
    return { bytes in
        let path = try folder.write("config.json", bytes)
        _ = try orderly { try EncoderConfiguration(path: path) }
    }
}
