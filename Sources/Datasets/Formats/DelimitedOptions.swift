import Diagnostics
import Parameters

/// What stands between the whole part of a number and its fraction.
public enum DecimalMark: String, ParameterChoice {
    case point = "."
    case comma = ","
}

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
    public var users: String?
    public var userID: String?
    public var userFields: [String]?
    public var encoding = TextEncoding.auto
    public var delimiter: String?
    public var quoting: Bool?
    public var quote: String?
    public var escape: String?
    public var decimal = DecimalMark.point
    public var html = false

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
        Field("timestamp_format", \.timestampFormat, timestampFormatText),
        Field("header", \.header, "whether the first line names the columns"),
        Field("items", \.items, type: .optional(.path), "file with one item a row, in the same layout"),
        Field("item_id", \.itemID, "id column of the item file; null: the same as `item`"),
        Field("item_fields", \.itemFields, "columns of the item file to keep as texts; null keeps all"),
        Field("users", \.users, type: .optional(.path), "file with one user a row, in the same layout"),
        Field("user_id", \.userID, "id column of the user file; null: the same as `user`"),
        Field("user_fields", \.userFields, "columns of the user file to keep as texts; null keeps all"),
        Field("encoding", \.encoding, encodingText),
        Field("delimiter", \.delimiter, "what separates fields, ASCII; null: a comma for csv, a tab for tsv"),
        Field(
            "quoting", \.quoting,
            "whether fields may be quoted as in RFC 4180; null: true for csv and where `quote` is given, false for tsv"),
        Field("quote", \.quote, "what stands before and after a quoted field, one ASCII character; null: \""),
        Field("escape", \.escape, "what takes the meaning from the character after it, such as \\ in \\\"; null: nothing does"),
        Field("decimal", \.decimal, "what stands before the fraction of a number"),
        Field("html", \.html, htmlText),
    ]

    static let timestampFormatText =
        "how times are written, in the words of strptime, such as '%d.%m.%Y %H:%M'; null: numbers or ISO 8601, UTC where no zone is given"
    static let encodingText =
        "encoding of all files; auto: as a byte order mark says, else UTF-8 where all of a file is valid UTF-8, else Latin-1"
    static let htmlText = "whether texts are HTML: tags are left out and character references decoded"
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

    /// How the files are written. Throws for characters that cannot be told apart.
    func layout(delimiter standard: String, quoting isStandard: Bool) throws -> TextLayout {
        var layout = TextLayout(delimiter: Array((delimiter ?? standard).utf8), encoding: encoding)
        let excluded: [UInt8] = [0, 0x0A, 0x0D]
        guard !layout.delimiter.isEmpty, layout.delimiter.allSatisfy({ $0 < 0x80 && !excluded.contains($0) }) else {
            throw Failure(.invalidInput, "`delimiter` must be ASCII, and no newline", hint: "for example `delimiter: ';'`")
        }
        if quoting == false, quote != nil {
            throw Failure(.invalidInput, "`quote` has no effect beside `quoting: false`", hint: "remove one of them")
        }
        let quoteByte = try character("quote", quote)
        layout.quote = quoting ?? (quote != nil || isStandard) ? quoteByte ?? TextLayout.quotationMark : nil
        layout.escape = try character("escape", escape)
        layout.decimal = UInt8(ascii: decimal == .comma ? "," : ".")
        if let byte = [layout.quote, layout.escape].compactMap(\.self).first(where: layout.delimiter.contains) {
            throw Failure(.invalidInput, "`delimiter` must not contain the quote or the escape, '\(Character(Unicode.Scalar(byte)))'")
        }
        if let escape = layout.escape, escape == layout.quote {
            throw Failure(
                .invalidInput, "`escape` is the quote itself", hint: "a doubled quote stands for one without any option: remove `escape`")
        }
        if decimal == .comma, layout.delimiter == [UInt8(ascii: ",")], layout.quote == nil {
            throw Failure(
                .invalidInput, "a comma cannot both separate fields and mark decimals in a file without quotes",
                hint: "set `delimiter`, for example ';'")
        }
        return layout
    }

    private func character(_ name: String, _ text: String?) throws -> UInt8? {
        guard let text else { return nil }
        guard text.utf8.count == 1, let byte = text.utf8.first, byte < 0x80, byte > 0x20 else {
            throw Failure(.invalidInput, "`\(name)` must be one ASCII character, is '\(text)'")
        }
        return byte
    }
}
