import Diagnostics
import Parameters

/// How bytes become text.
public enum TextEncoding: String, ParameterChoice {
    /// UTF-8 where the whole file is valid UTF-8, otherwise Latin-1.
    case auto
    case utf8 = "utf-8"
    case latin1 = "latin-1"
}

extension RecordReader {
    /// The text of a field, or nil where it is not valid UTF-8 (and `latin1` is false).
    func text(_ field: FieldRange, latin1: Bool = false) -> String? {
        var bytes = buffer[field.start..<field.end]
        if field.isEscaped {
            var plain: [UInt8] = []
            plain.reserveCapacity(bytes.count)
            var skip = false
            for byte in bytes {
                if byte == 0x22, !skip {
                    skip = true
                    continue
                }
                skip = false
                plain.append(byte)
            }
            bytes = plain[...]
        }
        if latin1 { return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })) }
        return String(validating: bytes, as: UTF8.self)
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
        let position = min(position, max(0, buffer.count - 1))
        let start = buffer[recordStart..<position].lastIndex(of: 0x0A).map { $0 + 1 } ?? recordStart
        let limit = min(buffer.count, max(position, start) + 200)
        let end = buffer[position..<limit].firstIndex(of: 0x0A) ?? limit
        return String(decoding: buffer[start..<max(start, end)], as: UTF8.self)
    }
}

/// Whether a file's text is Latin-1 under an encoding option.
func isLatin1(_ path: String, _ encoding: TextEncoding) throws -> Bool {
    switch encoding {
    case .utf8: false
    case .latin1: true
    case .auto: String(validating: try ByteFile.contents(path: path), as: UTF8.self) == nil
    }
}
