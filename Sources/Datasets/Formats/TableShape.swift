import Diagnostics

/// The columns of a table, and its first records.
struct TableShape {
    /// How many records are looked at to tell what columns hold.
    private static let sampleSize = 50

    let path: String
    /// Nil without a header.
    let header: [String]?
    /// The first records after the header.
    let sample: [[String]]
    let columnCount: Int
    private let firstLine: String
    /// Whether the first record is the header.
    let skipsHeader: Bool

    /// `asked`: columns that options name.
    init(path: String, layout: TextLayout, hasHeader: Bool, isTyped: Bool = false, asked: [String] = []) throws {
        self.path = path
        guard !layout.isJSON else {
            let names = try JSONColumns.names(path: path, layout: layout, asked: asked)
            var layout = layout
            layout.members = JSONMembers(names)
            var reader = try RecordReader(path: path, layout: layout), records: [[String]] = []
            while records.count < Self.sampleSize, try reader.next() {
                guard !names.isEmpty else { throw Self.noObjects(reader) }
                if reader.problem == nil { records.append(Self.texts(reader)) }
            }
            guard !names.isEmpty else { throw Failure(.invalidInput, "'\(path)' is empty") }
            header = names
            sample = records
            columnCount = names.count
            firstLine = ""
            skipsHeader = false
            return
        }
        var reader = try RecordReader(path: path, layout: layout)
        guard try reader.next() else { throw Failure(.invalidInput, "'\(path)' is empty") }
        columnCount = reader.fields.count
        firstLine = reader.sourceLine(reader.recordStart)
        skipsHeader = hasHeader || reader.file.isParquet
        var records = [Self.texts(reader)]
        while records.count <= Self.sampleSize, try reader.next() { records.append(Self.texts(reader)) }
        header = skipsHeader ? records[0].map { isTyped ? Self.untyped($0) : $0 } : nil
        sample = skipsHeader ? Array(records.dropFirst()) : records
    }

    private static func texts(_ reader: RecordReader) -> [String] { reader.fields.map { reader.text($0) ?? reader.shownText($0) } }

    /// The name before the last colon.
    private static func untyped(_ name: String) -> String { name.lastIndex(of: ":").map { String(name[..<$0]) } ?? name }

    private static func noObjects(_ reader: RecordReader) -> Failure {
        let position = reader.problem?.position ?? reader.recordStart
        return Failure(
            .invalidInput,
            [
                .error(
                    "'\(reader.path)' holds no JSON objects: \(reader.problem?.message ?? "the first has no members")",
                    at: reader.location(position), sourceLine: reader.sourceLine(position),
                    hint: "expected one object a line, or a list of objects; for other text use `format: csv` or `tsv`")
            ])
    }
}

extension TableShape {
    /// Other characters that files have between fields.
    private static let delimiters = [";", "\t", ",", "|", "::"]

    /// A table of interactions or attributes has two columns at least: one column is a sign of another delimiter.
    func checkDelimiter(_ layout: TextLayout) throws {
        let first = firstLine.prefix { $0 != "\r" && $0 != "\r\n" }
        if !layout.isJSON, first.hasPrefix("{\"") || first.hasPrefix("[{") || first.hasPrefix("{'") {
            throw Failure(
                .invalidInput, "'\(path)' holds JSON, and is read as a table", at: SourceLocation(file: path, line: 1, column: 1),
                hint: "`format: jsonl` reads objects by the names of their members")
        }
        guard columnCount == 1, !layout.isJSON else { return }
        let counts = Self.delimiters.map { ($0, first.components($0)) }
        let hint: String?
        if let best = counts.filter({ Array($0.0.utf8) != layout.delimiter }).max(by: { $0.1 < $1.1 }), best.1 > 1 {
            hint = best.0 == "\t" ? "add `delimiter: \"\\t\"`, or use `format: tsv`" : "add `delimiter: '\(best.0)'`"
        } else {
            hint = "is it the right file, and does `delimiter` fit it?"
        }
        let shown = layout.delimiter == [0x09] ? "tabs" : "'\(String(decoding: layout.delimiter, as: UTF8.self))'"
        throw Failure(
            .invalidInput, "'\(path)' has one column, '\(first.prefix(80))', where \(shown) between fields would make two or more",
            at: SourceLocation(file: path, line: 1, column: 1), hint: hint)
    }
}

extension Substring {
    /// How many parts a separator makes of it.
    fileprivate func components(_ separator: String) -> Int {
        var count = 1, rest = self
        while let range = rest.firstRange(of: separator) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
