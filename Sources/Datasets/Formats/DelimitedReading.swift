import Diagnostics
import Parameters

/// How many of a timestamp's units make a second.
public enum TimestampUnit: String, ParameterChoice {
    case seconds, milliseconds

    var perSecond: Int64 { self == .seconds ? 1 : 1000 }
}

/// What `csv` and `tsv` have in common.
struct DelimitedReading {
    private let format: String
    private let delimiter: [UInt8]
    private let quoting: Bool
    private let options: DelimitedOptions
    private let common: IngestOptions

    init(format: String, delimiter: String, quoting: Bool, options: DelimitedOptions, common: IngestOptions) throws {
        self.format = format
        self.delimiter = Array((options.delimiter ?? delimiter).utf8)
        self.quoting = options.quoting ?? quoting
        self.options = options
        self.common = common
        let excluded: [UInt8] = [0, 0x0A, 0x0D, 0x22]
        guard !self.delimiter.isEmpty, self.delimiter.allSatisfy({ $0 < 0x80 && !excluded.contains($0) }) else {
            throw Failure(.invalidInput, "`delimiter` must be ASCII, and not a quote or newline", hint: "for example `delimiter: ';'`")
        }
    }

    func read(files: (String) throws -> String) throws -> IngestResult {
        var raw = RawInteractions()
        var report = IngestReport(format: format)
        let path = try files("interactions")
        try readInteractions(path, &raw.users, &raw.items, &raw.interactions, &report)
        if options.testInteractions != nil {
            var test = Interactions()
            try readInteractions(try files("test_interactions"), &raw.users, &raw.items, &test, &report)
            raw.givenTest = test
        }
        if options.items != nil { raw.itemTable = try items(try files("items")) }
        return try IngestPipeline.finish(raw, common, report)
    }

    private func readInteractions(
        _ path: String, _ users: inout IdentifierIndex, _ items: inout IdentifierIndex, _ interactions: inout Interactions,
        _ report: inout IngestReport
    ) throws {
        let (header, count) = try shape(path)
        let resolve = { (option: String, name: String) in
            try ColumnReference(option: option, name: name).resolve(header: header, columnCount: count, path: path)
        }
        let columns = InteractionColumns(
            user: try resolve("user", options.user), item: try resolve("item", options.item),
            rating: try optional(options.rating, "rating", header, resolve),
            timestamp: try optional(options.timestamp, "timestamp", header, resolve),
            exactCount: count, timestampsPerSecond: options.timestampUnit.perSecond)
        var reader = try RecordReader(path: path, delimiter: delimiter, quoting: quoting)
        if options.header { _ = try reader.next() }
        var bad = BadRows(policy: common.onBadRow)
        report.rowsRead += try InteractionReader(columns: columns, options: common)
            .read(&reader, users: &users, items: &items, into: &interactions, bad: &bad)
        report.badRows += bad.count
        try bad.check(path: path)
    }

    /// A column that was asked for must exist; one that goes by its default name may be missing.
    private func optional(
        _ name: String?, _ option: String, _ header: [String]?, _ resolve: (String, String) throws -> Int
    ) throws -> Int? {
        guard let name else { return nil }
        if name == option, header?.contains(name) != true { return nil }
        return try resolve(option, name)
    }

    /// The header's names, where there is one, and the number of columns.
    private func shape(_ path: String) throws -> (header: [String]?, count: Int) {
        var reader = try RecordReader(path: path, delimiter: delimiter, quoting: quoting)
        guard try reader.next() else { throw Failure(.invalidInput, "'\(path)' is empty") }
        let count = reader.fields.count
        guard options.header else { return (nil, count) }
        return (reader.fields.map { reader.text($0, latin1: false) ?? reader.shownText($0) }, count)
    }

    private func items(_ path: String) throws -> AttributeTable {
        let (header, count) = try shape(path)
        let id = try ColumnReference(option: "item_id", name: options.itemID ?? options.item)
            .resolve(header: header, columnCount: count, path: path)
        let all = header ?? (1...count).map { String($0) }
        let names = options.itemFields ?? all.enumerated().filter { $0.offset != id }.map(\.element)
        let columns = try names.map { name in
            (
                name: name,
                position: try ColumnReference(option: "item_fields", name: name).resolve(header: header, columnCount: count, path: path)
            )
        }
        var bad = BadRows(policy: common.onBadRow)
        let table = try TableReader(
            path: path, delimiter: delimiter, quoting: quoting, latin1: try isLatin1(path, options.encoding), idColumn: id,
            columns: columns, skipsHeader: options.header, leastColumns: count
        ).read(bad: &bad)
        try bad.check(path: path)
        return table
    }
}
