import Diagnostics

/// A text that a person wrote, with its lines. Lines end as in YAML 1.1 (LF, CR, CRLF, NEL, LS, PS), as the parser counts them.
struct SourceText: Sendable {
    let name: String
    /// What relative paths in the text are relative to; empty for the current directory.
    let folder: String
    let text: String
    private let bytes: [UInt8]
    private let starts: [Int]

    init(name: String, folder: String, text: String) {
        self.name = name
        self.folder = folder
        self.text = text
        bytes = Array(text.utf8)
        starts = Self.lineStarts(bytes)
    }

    var lineCount: Int { starts.count }

    /// The text of a line, counted from 1, without its end.
    func line(_ number: Int) -> String {
        guard starts.indices.contains(number - 1) else { return "" }
        let end = number < starts.count ? starts[number] : bytes.count
        let scalars = String(decoding: bytes[starts[number - 1]..<end], as: UTF8.self).unicodeScalars
        return String(String.UnicodeScalarView(scalars.prefix { !Self.isBreak($0) }))
    }

    /// How many scalars before a line and column.
    func scalarOffset(line: Int, column: Int) -> Int? {
        guard starts.indices.contains(line - 1) else { return nil }
        return String(decoding: bytes[..<starts[line - 1]], as: UTF8.self).unicodeScalars.count + column - 1
    }

    func location(_ place: Place) -> SourceLocation {
        SourceLocation(file: name, line: Int(place.line), column: Int(place.column), length: Int(place.length))
    }

    /// The line and column of a byte.
    static func position(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
        let starts = lineStarts(Array(bytes[..<offset]))
        let start = starts.last ?? 0
        return (starts.count, String(decoding: bytes[start..<offset], as: UTF8.self).unicodeScalars.count + 1)
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    private static func lineStarts(_ bytes: [UInt8]) -> [Int] {
        var starts = [0]
        var index = 0
        while index < bytes.count {
            let length = breakLength(bytes, at: index)
            index += max(length, 1)
            if length > 0 { starts.append(index) }
        }
        return starts
    }

    /// How many bytes the line break at an index has; 0 where there is none.
    private static func breakLength(_ bytes: [UInt8], at index: Int) -> Int {
        let next = { (distance: Int) in index + distance < bytes.count ? bytes[index + distance] : 0 }
        switch bytes[index] {
        case 0x0A: return 1
        case 0x0D: return next(1) == 0x0A ? 2 : 1
        case 0xC2: return next(1) == 0x85 ? 2 : 0
        case 0xE2: return next(1) == 0x80 && (next(2) == 0xA8 || next(2) == 0xA9) ? 3 : 0
        default: return 0
        }
    }
}
