import Diagnostics
import Parameters

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
        var raw = RawInteractions(common)
        raw.times.isAdjustable = true
        var report = IngestReport(format: format)
        try readInteractions(try files("interactions"), .training, &raw, &report)
        if options.testInteractions != nil { try readInteractions(try files("test_interactions"), .givenTest, &raw, &report) }
        if options.items != nil { raw.itemTable = try items(try files("items")) }
        return try IngestPipeline.finish(raw, common, report)
    }

    private func readInteractions(
        _ path: String, _ part: InteractionReader.Part, _ raw: inout RawInteractions, _ report: inout IngestReport
    ) throws {
        let (header, sample, count) = try shape(path)
        let columns = try columns(path, header, count)
        raw.warnings +=
            ColumnFindings(
                path: path, header: header, sample: sample, columns: columns, wantsRatings: options.rating != nil,
                wantsTimes: options.timestamp != nil
            ).warnings
        noteRatings(columns.rating != nil, part, path, &raw)
        var reader = try RecordReader(path: path, delimiter: delimiter, quoting: quoting)
        if options.header { _ = try reader.next() }
        var bad = BadRows(policy: common.onBadRow)
        var interactions = InteractionReader(columns: columns, options: common)
        report.rowsRead += try interactions.read(&reader, into: &raw, part, bad: &bad)
        report.badRows += bad.count
        try bad.check(path: path)
    }

    /// Data has ratings where each of its files has.
    private func noteRatings(_ hasRatings: Bool, _ part: InteractionReader.Part, _ path: String, _ raw: inout RawInteractions) {
        if part == .givenTest, hasRatings != raw.hasRatings {
            raw.warnings.append(
                .warning(
                    "only the \(hasRatings ? "test" : "training") interactions have ratings: all others are 1, and the data counts as "
                        + "data without ratings",
                    hint: "'\(path)' should have the columns of the other file", kind: "ratings_of_one_part"))
        }
        if !hasRatings { raw.hasRatings = false }
    }

    private func columns(_ path: String, _ header: [String]?, _ count: Int) throws -> InteractionColumns {
        let resolve = { (option: String, name: String) in
            try ColumnReference(option: option, name: name).resolve(header: header, columnCount: count, path: path)
        }
        return InteractionColumns(
            user: try resolve("user", options.user), item: try resolve("item", options.item),
            rating: try optional(options.rating, "rating", header, resolve),
            timestamp: try optional(options.timestamp, "timestamp", header, resolve),
            exactCount: count, timestampUnit: options.timestampUnit, timestampFormat: try options.timestampFormat.map { try TimeFormat($0) }
        )
    }

    /// A column that was asked for must exist; one that goes by its default name may be missing.
    private func optional(
        _ name: String?, _ option: String, _ header: [String]?, _ resolve: (String, String) throws -> Int
    ) throws -> Int? {
        guard let name else { return nil }
        if name == option, header.map({ ColumnReference(option: option, name: name).isIn($0) }) != true { return nil }
        return try resolve(option, name)
    }

    /// How many records are looked at to tell what columns hold.
    private static let sampleSize = 50

    /// The header's names, where there is one, the first records and the number of columns.
    private func shape(_ path: String) throws -> (header: [String]?, sample: [[String]], count: Int) {
        var reader = try RecordReader(path: path, delimiter: delimiter, quoting: quoting)
        guard try reader.next() else { throw Failure(.invalidInput, "'\(path)' is empty") }
        let count = reader.fields.count
        var records = [texts(reader)]
        while records.count <= Self.sampleSize, try reader.next() { records.append(texts(reader)) }
        return options.header ? (records[0], Array(records.dropFirst()), count) : (nil, records, count)
    }

    private func texts(_ reader: RecordReader) -> [String] { reader.fields.map { reader.text($0) ?? reader.shownText($0) } }

    private func items(_ path: String) throws -> AttributeTable {
        let (header, _, count) = try shape(path)
        let id = try ColumnReference(option: "item_id", name: options.itemID ?? options.item)
            .resolve(header: header, columnCount: count, path: path)
        let all = header ?? (1...count).map { String($0) }
        let names = options.itemFields ?? all.enumerated().filter { $0.offset != id && !$0.element.isEmpty }.map(\.element)
        let columns = try names.map { name in
            (
                name: name,
                position: try ColumnReference(option: "item_fields", name: name).resolve(header: header, columnCount: count, path: path)
            )
        }
        var bad = BadRows(policy: common.onBadRow)
        let table = try TableReader(
            path: path, delimiter: delimiter, quoting: quoting, latin1: try isLatin1(path, options.encoding), idColumn: id,
            columns: columns, skipsHeader: options.header, leastColumns: count, rules: common.identifierRules
        ).read(bad: &bad)
        try bad.check(path: path)
        return table
    }
}
