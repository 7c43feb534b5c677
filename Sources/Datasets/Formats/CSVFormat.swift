import Diagnostics
import Parameters

/// The options that `csv` and `tsv` share.
public struct DelimitedOptions: ParameterRecord {
    public var interactions = ""
    public var testInteractions: String?
    public var user = "user"
    public var item = "item"
    public var rating: String? = "rating"
    public var timestamp: String? = "timestamp"
    public var timestampUnit = TimestampUnit.seconds
    public var timestampFormat: String?
    public var header = true
    public var items: String?
    public var itemID: String?
    public var itemFields: [String]?
    public var encoding = TextEncoding.auto
    public var delimiter: String?
    public var quoting: Bool?

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("interactions", \.interactions, type: .path, required: true, "file with one interaction a row"),
        Field(
            "test_interactions", \.testInteractions, type: .optional(.path),
            "test interactions in the same layout, for split strategy 'given'"),
        Field("user", \.user, "name of the user column (its number, from 1, without a header)"),
        Field("item", \.item, "name of the item column"),
        Field("rating", \.rating, "name of the rating column; null, or no such column under the default name: every rating is 1"),
        Field("timestamp", \.timestamp, "name of the time column; null, or no such column under the default name: times are unknown"),
        Field("timestamp_unit", \.timestampUnit, "what timestamps that are numbers count since 1970; dates by ISO 8601 need no unit"),
        Field(
            "timestamp_format", \.timestampFormat,
            "how times are written, in the words of strptime, such as '%d.%m.%Y %H:%M'; null: numbers or ISO 8601, UTC where no zone is given"
        ),
        Field("header", \.header, "whether the first line names the columns"),
        Field("items", \.items, type: .optional(.path), "file with one item a row, in the same layout"),
        Field("item_id", \.itemID, "id column of the item file; null: the same as `item`"),
        Field("item_fields", \.itemFields, "columns of the item file to keep as texts; null keeps all"),
        Field("encoding", \.encoding, "encoding of the item file; auto: UTF-8 if it is valid, else Latin-1"),
        Field("delimiter", \.delimiter, "what separates fields, ASCII; null: a comma for csv, a tab for tsv"),
        Field("quoting", \.quoting, "whether fields may be quoted as in RFC 4180; null: true for csv, false for tsv"),
    ]
}

extension DelimitedOptions {
    /// Throws for options that fit no file.
    func check() throws {
        guard let timestampFormat else { return }
        _ = try TimeFormat(timestampFormat)
        guard timestampUnit == .seconds else {
            throw Failure(
                .invalidInput, "`timestamp_unit` has no effect beside `timestamp_format`, which says how times are written",
                hint: "remove one of them")
        }
    }
}

/// Comma-separated files by RFC 4180: quoted fields may hold delimiters, doubled quotes and newlines.
public enum CSVFormat: DatasetFormat {
    public static let id = "csv"
    public static let documentation = "comma-separated interactions with any column names, RFC 4180 quoting, optional item file"
    public static let version = 2

    public typealias Options = DelimitedOptions

    public static func check(_ options: Options) throws { try options.check() }

    public static func read(_ options: Options, common: IngestOptions, files: (String) throws -> String) throws -> IngestResult {
        try DelimitedReading(format: id, delimiter: ",", quoting: true, options: options, common: common).read(files: files)
    }
}
