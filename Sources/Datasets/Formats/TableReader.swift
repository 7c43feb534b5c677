import Diagnostics

/// Reads an item or user file: one row an id, some columns of text.
struct TableReader {
    var path: String
    var layout: TextLayout
    /// Position of the id, and of each named text column.
    var idColumn: Int
    var columns: [(name: String, position: Int)]
    /// A text made of all fields of a row, such as genres from flags.
    var derived: (name: String, make: ([String]) -> String)?
    var skipsHeader = false
    var leastColumns = 0
    /// Whether texts are HTML.
    var isHTML = false
    /// How its ids are compared with those of the interactions.
    var rules: IdentifierRules

    func read(bad: inout BadRows) throws -> AttributeTable {
        var reader = try RecordReader(path: path, layout: layout)
        var table = AttributeTable(names: columns.map(\.name) + (derived.map { [$0.name] } ?? []), rules: rules)
        let needed = max(leastColumns, (columns.map(\.position) + [idColumn]).max().map { $0 + 1 } ?? 1)
        var isFirst = true
        while try reader.next() {
            defer { isFirst = false }
            if isFirst, skipsHeader { continue }
            let before = bad.count
            if let (id, values) = row(reader, needed, &bad) { table.add(id, values) }
            table.bad += bad.count - before
        }
        table.isGuessedLatin1 = reader.file.isGuessedLatin1
        return table
    }

    private func row(_ reader: RecordReader, _ needed: Int, _ bad: inout BadRows) -> (String, [String])? {
        if let problem = reader.problem {
            bad.add(problem.message, at: problem.position, of: reader)
            return nil
        }
        guard reader.fields.count >= needed else {
            bad.add("\(reader.fields.count) fields where \(needed) were due", at: reader.recordStart, of: reader)
            return nil
        }
        var values: [String] = []
        for (index, position) in ([idColumn] + columns.map(\.position)).enumerated() {
            guard let text = reader.text(reader.fields[position]) else {
                bad.add("text that is not valid UTF-8", reader.fields[position], of: reader)
                return nil
            }
            values.append(isHTML && index > 0 ? HTMLText.plain(text) : text)
        }
        if values[0].isEmpty {
            bad.add("the id is missing", reader.fields[idColumn], of: reader)
            return nil
        }
        if let derived { values.append(derived.make(reader.fields.map { reader.text($0) ?? "" })) }
        return (values[0], Array(values.dropFirst()))
    }
}
