import Diagnostics
import Safetensors

/// `users.csv` and `items.csv`: index, id and attributes, by RFC 4180, UTF-8. Any text comes back as it was.
package enum AttributeFile {
    package static func write(ids: [String], fields: [String: [String]], to sink: ByteSink) throws {
        let names = fields.keys.sorted()
        let columns = names.map { fields[$0] ?? [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1 << 20)
        append(["index", "id"] + names, to: &bytes)
        for (index, id) in ids.enumerated() {
            append([String(index), id] + columns.map { $0[index] }, to: &bytes)
            if bytes.count > 1_000_000 {
                try sink(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        if !bytes.isEmpty { try sink(bytes) }
    }

    static func append(_ row: [String], to bytes: inout [UInt8]) {
        for (column, text) in row.enumerated() {
            if column > 0 { bytes.append(UInt8(ascii: ",")) }
            var isPlain = !text.isEmpty, hasQuotes = false
            for byte in text.utf8 {
                hasQuotes = hasQuotes || byte == 0x22
                isPlain = isPlain && byte != 0x2C && byte != 0x0A && byte != 0x0D
            }
            isPlain = isPlain && !hasQuotes
            if !isPlain { bytes.append(0x22) }
            if hasQuotes {
                for byte in text.utf8 {
                    if byte == 0x22 { bytes.append(0x22) }
                    bytes.append(byte)
                }
            } else {
                bytes.append(contentsOf: text.utf8)
            }
            if !isPlain { bytes.append(0x22) }
        }
        bytes.append(0x0A)
    }

    package static func read(path: String) throws -> (ids: [String], fields: [String: [String]]) {
        var reader = try RecordReader(path: path, layout: TextLayout(encoding: .utf8))
        let damaged = Failure(.invalidInput, "'\(path)' is not a table that this program wrote")
        guard try reader.next() else { throw damaged }
        let header = reader.fields.compactMap { reader.text($0) }
        guard header.starts(with: ["index", "id"]), header.count == reader.fields.count else { throw damaged }
        var columns = [[String]](repeating: [], count: header.count - 1)
        while try reader.next() {
            guard reader.problem == nil, reader.fields.count == header.count else { throw damaged }
            for column in columns.indices {
                guard let text = reader.text(reader.fields[column + 1]) else { throw damaged }
                columns[column].append(text)
            }
        }
        let fields = Dictionary(zip(header.dropFirst(2), columns.dropFirst()), uniquingKeysWith: { first, _ in first })
        return (columns[0], fields)
    }
}
