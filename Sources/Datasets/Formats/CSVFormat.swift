/// Comma-separated files by RFC 4180: quoted fields may hold delimiters, doubled quotes and newlines. Parquet files too.
public enum CSVFormat: DatasetFormat {
    public static let id = "csv"
    public static let documentation = "comma-separated (or Parquet) interactions with any column names, optional item and user files"
    public static let version = 3

    public typealias Options = DelimitedOptions

    public static func check(_ options: Options) throws {
        try options.check()
        _ = try options.layout(delimiter: ",", quoting: true)
    }

    public static func mayGiveRatings(_ options: Options) -> Bool { options.rating != nil }

    public static func read(_ options: Options, common: IngestOptions, files: (String) throws -> String) throws -> IngestResult {
        let layout = try options.layout(delimiter: ",", quoting: true)
        return try DelimitedReading(format: id, layout: layout, options: options, common: common).read(files: files)
    }
}
