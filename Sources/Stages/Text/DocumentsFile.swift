import Datasets
import Diagnostics
import Safetensors

/// `documents.safetensors`: what a model reads of texts, see `ReviewDocuments`. Ragged rows are two tensors each, `NAME.offsets` and
/// `NAME.values`: `reviews` (token ids), `user_reviews` and `item_reviews` (rows of `reviews`), `item_texts` (token ids); `own_reviews` has
/// one row of `reviews` for each training interaction. Where a pretrained encoder read the texts, ids are units: `unit_rows` says
/// which row of `vectors` (`document_vectors.safetensors`, float16, read where it lies) each has, `unit_marks` its mark where there
/// are `mark_count`.
public enum DocumentsFile {
    public static let name = "documents.safetensors"
    /// Spelling of each token id, one a line. Training does not read it.
    public static let vocabularyName = "vocabulary.txt"
    /// The vectors of units.
    public static let vectorsName = "document_vectors.safetensors"

    static func writer(_ documents: ReviewDocuments) throws -> SafetensorsWriter {
        var writer = SafetensorsWriter(metadata: [
            "vocabulary_size": String(documents.vocabularySize), "max_tokens": String(documents.maxTokens),
        ])
        try add(documents.reviews, "reviews", to: &writer)
        try add(documents.userReviews, "user_reviews", to: &writer)
        try add(documents.itemReviews, "item_reviews", to: &writer)
        try add(documents.itemTexts, "item_texts", to: &writer)
        try writer.add("own_reviews", int32: documents.ownReviews)
        if let frozen = documents.frozen {
            writer.metadata["mark_count"] = String(frozen.markCount)
            try writer.add("unit_rows", int32: frozen.rows)
            try writer.add("unit_marks", int32: frozen.marks)
        }
        return writer
    }

    private static func add(_ rows: IndexRows, _ name: String, to writer: inout SafetensorsWriter) throws {
        try writer.add(name + ".offsets", int64: rows.offsets.map(Int64.init))
        try writer.add(name + ".values", int32: rows.values)
    }

    /// `path` gives the real path of a file by its name.
    public static func read(path: (String) throws -> String) throws -> ReviewDocuments {
        let file = try SafetensorsFile(path: path(name))
        let rows = { (name: String) in
            IndexRows(offsets: try file.int64s(name + ".offsets").map(Int.init), values: try file.int32s(name + ".values"))
        }
        guard let size = file.metadata["vocabulary_size"].flatMap({ Int($0) }),
            let longest = file.metadata["max_tokens"].flatMap({ Int($0) })
        else { throw Failure(.invalidInput, "'\(file.path)' has no documents", hint: "run the encode stage again with --force encode") }
        return ReviewDocuments(
            vocabularySize: size, maxTokens: longest, reviews: try rows("reviews"), userReviews: try rows("user_reviews"),
            itemReviews: try rows("item_reviews"), itemTexts: try rows("item_texts"), ownReviews: try file.int32s("own_reviews"),
            frozen: try file.metadata["mark_count"].flatMap { Int($0) }.map { marks in
                FrozenUnits(
                    vectors: try HalfRows("vectors", of: SafetensorsFile(path: path(vectorsName))), rows: try file.int32s("unit_rows"),
                    marks: try file.int32s("unit_marks"), markCount: marks)
            })
    }
}
