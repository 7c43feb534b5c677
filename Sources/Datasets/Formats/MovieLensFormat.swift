import Diagnostics
import Parameters

/// The MovieLens releases, told apart by their content: `ratings.dat` (`::`), `u.data` (tabs), `ratings.csv` (header), each with its
/// movie and user files. Movie files of the older releases are Latin-1.
///
/// Source: Harper and Konstan 2015, "The MovieLens datasets", doi:10.1145/2827872, and the README of each release.
public enum MovieLensFormat: DatasetFormat {
    public static let id = "movielens"
    public static let documentation = "MovieLens releases: ratings.dat, u.data or ratings.csv, with movies and users"
    public static let version = 2

    public struct Options: ParameterRecord {
        public var ratings = ""
        public var testRatings: String?
        public var items: String?
        public var users: String?

        public init() {}

        public static let fields: [Field<Self>] = [
            Field("ratings", \.ratings, type: .path, required: true, "ratings.dat, u.data, u1.base or ratings.csv"),
            Field(
                "test_ratings", \.testRatings, type: .optional(.path),
                "test ratings that come with the data (u1.test), for split strategy 'given'"),
            Field("items", \.items, type: .optional(.path), "movies.dat, u.item or movies.csv: titles and genres"),
            Field("users", \.users, type: .optional(.path), "users.dat or u.user: gender, age, occupation, zip code"),
        ]
    }

    /// How a file is laid out, from its first line.
    private enum Layout {
        case colons, tabs, bars, commas

        var text: TextLayout { TextLayout(delimiter: delimiter, quote: self == .commas ? TextLayout.quotationMark : nil) }

        var delimiter: [UInt8] {
            switch self {
            case .colons: Array("::".utf8)
            case .tabs: [0x09]
            case .bars: Array("|".utf8)
            case .commas: Array(",".utf8)
            }
        }
    }

    private static func layout(of path: String) throws -> Layout {
        let text = try DataFile.prefix(path: path).drop { $0 == 0x0A || $0 == 0x0D }
        let line = String(decoding: text.prefix { $0 != 0x0A }, as: UTF8.self)
        // A title may hold anything, so the id in front decides.
        let rest = line.drop { $0.isASCII && ($0.isNumber || $0.isLetter || "-._".contains($0)) || $0 == "\u{FEFF}" }
        if rest.hasPrefix("::") { return .colons }
        if rest.hasPrefix("\t") { return .tabs }
        if rest.hasPrefix("|") { return .bars }
        if rest.hasPrefix(",") { return .commas }
        throw Failure(
            .invalidInput, "'\(path)' is not a MovieLens file: its first line is neither '::', tab, '|' nor comma separated",
            at: SourceLocation(file: path, line: 1, column: 1), hint: "for other files use `format: csv` or `tsv`")
    }

    public static func read(_ options: Options, common: IngestOptions, files: (String) throws -> String) throws -> IngestResult {
        var raw = RawInteractions(common)
        var report = IngestReport(format: id)
        try readRatings(try files("ratings"), common, .training, &raw, &report)
        if options.testRatings != nil { try readRatings(try files("test_ratings"), common, .givenTest, &raw, &report) }
        if options.items != nil { raw.itemTable = try movies(try files("items"), common) }
        if options.users != nil { raw.userTable = try people(try files("users"), common) }
        return try IngestPipeline.finish(raw, common, report)
    }

    private static func readRatings(
        _ path: String, _ common: IngestOptions, _ part: InteractionReader.Part, _ raw: inout RawInteractions, _ report: inout IngestReport
    ) throws {
        let layout = try layout(of: path)
        var reader = try RecordReader(path: path, layout: layout.text)
        if try layout == .commas && hasHeader(path) { _ = try reader.next() }
        let columns = InteractionColumns(user: 0, item: 1, rating: 2, timestamp: 3, exactCount: 4)
        var bad = BadRows(policy: common.onBadRow)
        var interactions = InteractionReader(columns: columns, options: common)
        report.rowsRead += try interactions.read(&reader, into: &raw, part, bad: &bad)
        report.badRows += bad.count
        try bad.check(path: path)
    }

    /// Whether the first line of a `ratings.csv` names the columns: a file whose header was cut off begins with a rating.
    private static func hasHeader(_ path: String) throws -> Bool {
        var reader = try RecordReader(path: path, delimiter: Layout.commas.delimiter, quoting: true)
        guard try reader.next(), reader.fields.count > 2 else { return true }
        if reader.number(reader.fields[2]) != nil { return false }
        let names = reader.fields.map { field in (reader.text(field) ?? "").lowercased().filter { $0.isLetter } }
        guard names == ["userid", "movieid", "rating", "timestamp"] else {
            throw Failure(
                .invalidInput, "'\(path)' does not have the columns of a MovieLens ratings.csv: userId,movieId,rating,timestamp",
                at: SourceLocation(file: path, line: 1, column: 1), hint: "for other files use `format: csv`")
        }
        return true
    }

    /// The genre flags of `u.item`, in the order of its last 19 columns (`u.genre`).
    private static let flaggedGenres = [
        "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama", "Fantasy", "Film-Noir",
        "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
    ]

    /// Fields `title` and `genres` (separated by `|`), and `release_date` where the file has it.
    private static func movies(_ path: String, _ common: IngestOptions) throws -> AttributeTable {
        let layout = try layout(of: path)
        var table = TableReader(
            path: path, layout: layout.text, idColumn: 0,
            columns: [("title", 1), ("genres", 2)], skipsHeader: layout == .commas, rules: common.identifierRules)
        if layout == .bars {
            table.columns = [("title", 1), ("release_date", 2)]
            table.leastColumns = 5 + flaggedGenres.count
            table.derived = (
                "genres",
                { fields in
                    zip(fields.dropFirst(5), flaggedGenres).filter { $0.0 == "1" }.map { $0.1 }.joined(separator: "|")
                }
            )
        }
        return try read(table, common)
    }

    private static func people(_ path: String, _ common: IngestOptions) throws -> AttributeTable {
        let layout = try layout(of: path)
        let columns =
            layout == .bars
            ? [("gender", 2), ("age", 1), ("occupation", 3), ("zip_code", 4)]
            : [("gender", 1), ("age", 2), ("occupation", 3), ("zip_code", 4)]
        return try read(
            TableReader(
                path: path, layout: layout.text, idColumn: 0, columns: columns,
                rules: common.identifierRules),
            common)
    }

    private static func read(_ table: TableReader, _ common: IngestOptions) throws -> AttributeTable {
        var bad = BadRows(policy: common.onBadRow)
        let result = try table.read(bad: &bad)
        try bad.check(path: table.path)
        return result
    }
}
