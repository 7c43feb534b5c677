import CSentencePiece
import Diagnostics
import Parameters

/// `train: {type: unigram, vocabulary_size: 8000}`.
public struct SentencePieceTraining: NestedParameters {
    public enum Kind: String, ParameterChoice { case unigram, bpe }
    public enum Normalization: String, ParameterChoice {
        case nmtNFKC = "nmt_nfkc"
        case nmtNFKCCaseFolded = "nmt_nfkc_cf"
        case nfkc
        case identity
    }

    public var type = Kind.unigram
    public var vocabularySize = 8000
    public var characterCoverage = 0.9995
    public var normalization = Normalization.nmtNFKC
    public var byteFallback = false
    public init() {}

    public static let fields: [Field<Self>] = [
        Field("type", \.type, "unigram: the pieces that make the texts likeliest (Kudo 2018); bpe: by merging frequent pairs"),
        Field("vocabulary_size", \.vocabularySize, in: 8...1_000_000, "pieces, special ones included; fewer where the texts give fewer"),
        Field(
            "character_coverage", \.characterCoverage, in: DoubleRange(0.98, 1), "share of the texts' characters that pieces must cover"),
        Field("normalization", \.normalization, "what is done to texts first; nmt_nfkc_cf also folds case"),
        Field("byte_fallback", \.byteFallback, "spell what no piece covers in bytes instead of one unknown token"),
    ]

    /// Sentences of more bytes are left out by the library; texts are cut into pieces of at most so many before.
    private static let maximumSentence = 4096

    /// The bytes of a .model file. One thread and no random numbers: equal texts give equal bytes. Padding is 0, the end token 1, unknown 2.
    func train(on texts: [String]) throws -> [UInt8] {
        var bytes: [CChar] = [], offsets: [Int64] = [0]
        for text in texts {
            for sentence in Self.sentences(text) {
                bytes += sentence.map { CChar(bitPattern: $0) }
                offsets.append(Int64(bytes.count))
            }
        }
        guard !bytes.isEmpty else { throw Failure(.invalidInput, "there is no text to train a SentencePiece model on") }
        var message = [CChar](repeating: 0, count: SentencePieceModel.messageCapacity)
        var size = 0
        let trained = type.rawValue.withCString { type in
            normalization.rawValue.withCString { normalization in
                var options = csp_training(
                    type: type, vocabulary_size: Int32(vocabularySize), character_coverage: characterCoverage,
                    normalization: normalization, byte_fallback: byteFallback ? 1 : 0,
                    maximum_sentence_length: Int32(Self.maximumSentence * 2))
                return csp_train(&options, bytes, offsets, Int64(offsets.count - 1), &size, &message, message.count)
            }
        }
        guard let trained else {
            throw Failure(
                .invalidInput, "no SentencePiece model can be trained on these texts: \(SentencePieceModel.text(message))",
                hint: "another vocabulary_size, or a smaller character_coverage, may do")
        }
        defer { csp_bytes_free(trained) }
        return (0..<size).map { trained[$0] }
    }

    /// Lines of a text, long ones cut between scalars.
    private static func sentences(_ text: String) -> [ArraySlice<UInt8>] {
        Array(text.utf8).split { $0 == 0xA || $0 == 0xD || $0 == 0 }.flatMap { line in
            var parts: [ArraySlice<UInt8>] = [], rest = line
            while rest.count > maximumSentence {
                var end = rest.startIndex + maximumSentence
                while rest[end] & 0xC0 == 0x80 { end -= 1 }
                parts.append(rest[..<end])
                rest = rest[end...]
            }
            return parts + [rest]
        }
    }
}
