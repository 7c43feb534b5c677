/// Tab-separated files without quoting: a quote is a character like any other.
public enum TSVFormat: DatasetFormat {
    public static let id = "tsv"
    public static let documentation = "tab-separated interactions with any column names, no quoting, optional item file"
    public static let version = 2

    public typealias Options = DelimitedOptions

    public static func check(_ options: Options) throws { try options.check() }

    public static func read(_ options: Options, common: IngestOptions, files: (String) throws -> String) throws -> IngestResult {
        try DelimitedReading(format: id, delimiter: "\t", quoting: false, options: options, common: common).read(files: files)
    }
}
