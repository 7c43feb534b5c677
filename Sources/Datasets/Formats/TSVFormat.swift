/// Tab-separated files without quoting: a quote is a character like any other.
public enum TSVFormat: DatasetFormat {
    public static let id = "tsv"
    public static let documentation = "tab-separated interactions with any column names, no quoting, optional item and user files"
    public static let version = 3

    public typealias Options = DelimitedOptions

    public static func check(_ options: Options) throws {
        try options.check()
        _ = try options.layout(delimiter: "\t", quoting: false)
    }

    public static func mayGiveRatings(_ options: Options) -> Bool { options.rating != nil }

    public static func read(_ options: Options, common: IngestOptions, files: (String) throws -> String) throws -> IngestResult {
        let layout = try options.layout(delimiter: "\t", quoting: false)
        return try DelimitedReading(format: id, layout: layout, options: options, common: common).read(files: files)
    }
}
