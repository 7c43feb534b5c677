import Diagnostics
import Safetensors
import Text

/// `tokens.safetensors`: token ids in compressed rows, one an item; of reviews, where fields name them, the same after `review.`, one an
/// interaction. The metadata says how many tokens the vocabulary has
/// (`vocabulary_size`) and the numbers of the special ones among them (`padding`, `unknown`, `begin`, `end`; the last two where there are any).
struct TokensFile {
    static let name = "tokens.safetensors"

    var tokens: TokenMatrix
    /// nil without review fields.
    var reviews: TokenMatrix?
    var vocabularySize: Int
    var special: SpecialTokens

    static func writer(_ tokens: TokenMatrix, reviews: TokenMatrix? = nil, _ vocabulary: Vocabulary) throws -> SafetensorsWriter {
        var writer = SafetensorsWriter(metadata: ["vocabulary_size": String(vocabulary.count)])
        writer.metadata["padding"] = String(vocabulary.special.padding)
        writer.metadata["unknown"] = String(vocabulary.special.unknown)
        if let begin = vocabulary.special.begin { writer.metadata["begin"] = String(begin) }
        if let end = vocabulary.special.end { writer.metadata["end"] = String(end) }
        try writer.add("offsets", int64: tokens.offsets.map(Int64.init))
        try writer.add("tokens", int32: tokens.tokens)
        if let reviews {
            try writer.add("review.offsets", int64: reviews.offsets.map(Int64.init))
            try writer.add("review.tokens", int32: reviews.tokens)
        }
        return writer
    }

    static func read(path: String) throws -> TokensFile {
        let file = try SafetensorsFile(path: path)
        guard let size = Int(file.metadata["vocabulary_size"] ?? ""), let padding = Int32(file.metadata["padding"] ?? ""),
            let unknown = Int32(file.metadata["unknown"] ?? "")
        else {
            throw Failure(
                .invalidInput, "'\(path)' does not describe its vocabulary", hint: "run the tokenize stage again with --force tokenize")
        }
        let special = SpecialTokens(
            padding: padding, unknown: unknown, begin: Int32(file.metadata["begin"] ?? ""), end: Int32(file.metadata["end"] ?? ""))
        let tokens = TokenMatrix(offsets: try file.int64s("offsets").map(Int.init), tokens: try file.int32s("tokens"))
        let reviews =
            file.tensors["review.offsets"] == nil
            ? nil
            : TokenMatrix(offsets: try file.int64s("review.offsets").map(Int.init), tokens: try file.int32s("review.tokens"))
        guard tokens.isValid(vocabularySize: size), reviews?.isValid(vocabularySize: size) ?? true else {
            throw Failure(
                .invalidInput, "'\(path)' has offsets or tokens out of range", hint: "run the tokenize stage again with --force tokenize")
        }
        return TokensFile(tokens: tokens, reviews: reviews, vocabularySize: size, special: special)
    }
}
