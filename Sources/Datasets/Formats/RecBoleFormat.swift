import Parameters

/// RecBole's atomic files: tab-separated, each column's name followed by its type, `user_id:token`, `rating:float`, `genre:token_seq`.
///
/// Source: Zhao et al. 2021, "RecBole", doi:10.1145/3459637.3482016, and https://recbole.io/docs/user_guide/data/atomic_files.html
public enum RecBoleFormat: DatasetFormat {
    public static let id = "recbole"
    public static let documentation = "RecBole's atomic files: .inter with typed headers, optional .item and .user"
    public static let version = 1

    public struct Options: ParameterRecord {
        /// What delimited tables have too.
        var table = DelimitedOptions()

        public init() {
            table.user = "user_id"
            table.item = "item_id"
        }

        public static let fields: [Field<Self>] = [
            Field("interactions", \.table.interactions, type: .path, required: true, "interactions, such as ml-100k.inter"),
            Field(
                "test_interactions", \.table.testInteractions, type: .optional(.path),
                "test interactions in the same layout, for split strategy 'given'"),
            Field("user", \.table.user, "name of the user column, without its type"),
            Field("item", \.table.item, "name of the item column"),
            Field("rating", \.table.rating, "name of the rating column; null, or no such column under the default name: every rating is 1"),
            Field(
                "timestamp", \.table.timestamp,
                "name of the time column; null, or no such column under the default name: times are unknown"),
            Field("timestamp_unit", \.table.timestampUnit, "what timestamps count since 1970"),
            Field("items", \.table.items, type: .optional(.path), "items, such as ml-100k.item"),
            Field("item_fields", \.table.itemFields, "columns of the item file to keep as texts; null keeps all"),
            Field("users", \.table.users, type: .optional(.path), "users, such as ml-100k.user"),
            Field("user_fields", \.table.userFields, "columns of the user file to keep as texts; null keeps all"),
            Field("encoding", \.table.encoding, DelimitedOptions.encodingText),
            Field("delimiter", \.table.delimiter, "what separates fields, ASCII; null: a tab"),
        ]
    }

    public static func check(_ options: Options) throws { _ = try options.table.layout(delimiter: "\t", quoting: false) }

    public static func mayGiveRatings(_ options: Options) -> Bool { options.table.rating != nil }

    public static func read(_ options: Options, common: IngestOptions, files: (String) throws -> String) throws -> IngestResult {
        let layout = try options.table.layout(delimiter: "\t", quoting: false)
        return try DelimitedReading(format: id, layout: layout, options: options.table, common: common, hasTypedHeader: true)
            .read(files: files)
    }
}
