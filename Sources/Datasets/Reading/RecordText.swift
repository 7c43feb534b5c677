import Diagnostics

extension RecordReader {
    /// The text of a field, or nil where it is not valid UTF-8.
    func text(_ field: FieldRange) -> String? {
        if layout.isJSON, field.isEscaped || field.isNested { return jsonText(field) }
        let bytes = buffer[field.start..<field.end]
        return String(validating: field.isEscaped ? unescaped(bytes)[...] : bytes, as: UTF8.self)
    }

    /// Without what the quote or the escape stands before.
    private func unescaped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var skips = true
        for byte in bytes {
            if skips, byte == layout.escape || byte == layout.quote {
                skips = false
                continue
            }
            skips = true
            plain.append(byte)
        }
        return plain
    }

    /// As `text`, with what is not UTF-8 replaced: for messages.
    func shownText(_ field: FieldRange) -> String {
        let text = String(decoding: buffer[field.start..<min(field.end, field.start + 80)], as: UTF8.self)
        return field.end - field.start > 80 ? text + "…" : text
    }

    /// The place of a byte of the current record, for messages. Columns count from the start of the line that holds it.
    func location(_ position: Int, length: Int = 1) -> SourceLocation {
        let before = buffer[recordStart..<min(position, buffer.count)]
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? recordStart
        let column = String(decoding: buffer[lineStart..<min(position, buffer.count)], as: UTF8.self).unicodeScalars.count + 1
        let lines = before.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
        return SourceLocation(file: path, line: line + lines, column: column, length: length)
    }

    /// The line around a byte of the current record, cut to a length that a message can bear.
    func sourceLine(_ position: Int) -> String {
        // A problem at the end of the file lies behind its last byte.
        let position = max(recordStart, min(position, max(0, buffer.count - 1)))
        let start = buffer[recordStart..<position].lastIndex(of: 0x0A).map { $0 + 1 } ?? recordStart
        let limit = min(buffer.count, max(position, start) + 200)
        let end = buffer[position..<limit].firstIndex(of: 0x0A) ?? limit
        return String(decoding: buffer[start..<max(start, end)], as: UTF8.self)
    }
}
