import Datasets
import Diagnostics
import Safetensors

/// `documents.safetensors`: what a model reads of texts, see `ReviewDocuments`. Ragged rows are two tensors each, `NAME.offsets` and
/// `NAME.values`: `reviews` (token ids), `user_reviews` and `item_reviews` (rows of `reviews`), `item_texts` (token ids); `own_reviews` has
/// one row of `reviews` for each training interaction.
public enum DocumentsFile {
    public static let name = "documents.safetensors"
    /// Spelling of each token id, one a line. Training does not read it.
    public static let vocabularyName = "vocabulary.txt"

    static func writer(_ documents: ReviewDocuments) throws -> SafetensorsWriter {
        var writer = SafetensorsWriter(metadata: [
            "vocabulary_size": String(documents.vocabularySize), "max_tokens": String(documents.maxTokens),
        ])
        try add(documents.reviews, "reviews", to: &writer)
        try add(documents.userReviews, "user_reviews", to: &writer)
        try add(documents.itemReviews, "item_reviews", to: &writer)
        try add(documents.itemTexts, "item_texts", to: &writer)
        try writer.add("own_reviews", int32: documents.ownReviews)
        return writer
    }

    private static func add(_ rows: IndexRows, _ name: String, to writer: inout SafetensorsWriter) throws {
        try writer.add(name + ".offsets", int64: rows.offsets.map(Int64.init))
        try writer.add(name + ".values", int32: rows.values)
    }

    public static func read(path: String) throws -> ReviewDocuments {
        let file = try SafetensorsFile(path: path)
        let rows = { (name: String) in
            IndexRows(offsets: try file.int64s(name + ".offsets").map(Int.init), values: try file.int32s(name + ".values"))
        }
        guard let size = file.metadata["vocabulary_size"].flatMap({ Int($0) }),
            let longest = file.metadata["max_tokens"].flatMap({ Int($0) })
        else { throw Failure(.invalidInput, "'\(path)' has no documents", hint: "run the encode stage again with --force encode") }
        return ReviewDocuments(
            vocabularySize: size, maxTokens: longest, reviews: try rows("reviews"), userReviews: try rows("user_reviews"),
            itemReviews: try rows("item_reviews"), itemTexts: try rows("item_texts"), ownReviews: try file.int32s("own_reviews"))
    }
}
