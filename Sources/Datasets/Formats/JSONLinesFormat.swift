import Diagnostics
import Parameters

/// Objects of JSON, one a line or in one list, with interactions, items or users in members of any name: Yelp, Goodreads, Steam and others.
/// Members of nested objects are named by a path, `user.id`; lists of texts become one text with `|` between them. Files of Python literals
/// read too.
public enum JSONLinesFormat: DatasetFormat {
    public static let id = "jsonl"
    public static let documentation =
        "JSON Lines or one JSON list, members by name or dotted path, with items, users and review texts"
    public static let version = 1

    public struct Options: ParameterRecord {
        /// What delimited tables have too.
        var table = DelimitedOptions()
        public var text: String?
        public var summary: String?

        public init() {}

        public static let fields: [Field<Self>] = [
            Field("interactions", \.table.interactions, type: .path, required: true, "file with one interaction an object"),
            Field(
                "test_interactions", \.table.testInteractions, type: .optional(.path),
                "test interactions with the same members, for split strategy 'given'"),
            Field("user", \.table.user, "name of the user's member, or a path such as user.id"),
            Field("item", \.table.item, "name of the item's member"),
            Field(
                "rating", \.table.rating,
                "name of the rating's member; null, or no such member under the default name: every rating is 1"),
            Field(
                "timestamp", \.table.timestamp,
                "name of the time's member; null, or no such member under the default name: times are unknown"),
            Field(
                "timestamp_unit", \.table.timestampUnit,
                "what timestamps that are numbers count since 1970; dates by ISO 8601 need no unit"),
            Field("timestamp_format", \.table.timestampFormat, DelimitedOptions.timestampFormatText),
            Field("text", \.text, "name of the member with the review's text, kept as review.text; null: none"),
            Field("summary", \.summary, "name of the member with the review's title, kept as review.summary; null: none"),
            Field("items", \.table.items, type: .optional(.path), "file with one item an object"),
            Field("item_id", \.table.itemID, "id member of the item file; null: the same as `item`"),
            Field("item_fields", \.table.itemFields, "members of the item file to keep as texts; null keeps all"),
            Field("users", \.table.users, type: .optional(.path), "file with one user an object"),
            Field("user_id", \.table.userID, "id member of the user file; null: the same as `user`"),
            Field("user_fields", \.table.userFields, "members of the user file to keep as texts; null keeps all"),
            Field("encoding", \.table.encoding, "encoding of all files; auto: as a byte order mark says, else UTF-8"),
            Field("html", \.table.html, DelimitedOptions.htmlText),
        ]
    }

    public static func check(_ options: Options) throws { try options.table.check() }

    public static func hasReviews(_ options: Options) -> Bool { options.text != nil || options.summary != nil }

    public static func mayGiveRatings(_ options: Options) -> Bool { options.table.rating != nil }

    public static func read(_ options: Options, common: IngestOptions, files: (String) throws -> String) throws -> IngestResult {
        let layout = TextLayout(encoding: options.table.encoding, members: JSONMembers([])), path = try files("interactions")
        let reading = DelimitedReading(
            format: id, layout: layout, options: options.table, common: common, keepsRecords: hasReviews(options))
        let texts = [options.summary, options.text]
        if hasReviews(options) {
            let header = try JSONColumns.names(path: path, layout: layout, asked: texts.compactMap(\.self))
            for (option, name) in zip(["summary", "text"], texts) {
                guard let name else { continue }
                _ = try ColumnReference(option: option, name: name).resolve(header: header, columnCount: header.count, path: path)
            }
        }
        var result = try reading.read(files: files)
        guard hasReviews(options) else { return result }
        let records = result.sourceLines, isHTML = options.table.html
        result.files = [
            IngestFile(ReviewFile.name) { sink in
                try ReviewTexts(path: path, layout: layout, members: texts, isHTML: isHTML).write(records, to: sink)
            }
        ]
        return result
    }
}
