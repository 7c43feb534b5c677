/// Reads one JSON object a line, and the same written as a Python literal (single quotes, `\xe9`, `None`), as the metadata files of 2014
/// are. Only members that are asked for are decoded; the others are skipped, though still checked for form.
struct LooseJSON {
    enum Value: Hashable {
        case text(String)
        case number(Double)
        case list([Value])
        /// true, false, null or a mapping.
        case other
    }

    struct Problem: Error {
        var message: String
        /// Bytes from the start of the line.
        var offset: Int
    }

    static let maximumDepth = 64

    private let bytes: [UInt8]
    private let start: Int
    private let end: Int
    private var position: Int

    /// The object in `bytes[range]`; the first of equal names counts.
    static func members(_ names: Set<String>, of bytes: [UInt8], in range: Range<Int>) throws(Problem) -> [String: Value] {
        var reader = LooseJSON(bytes: bytes, start: range.lowerBound, end: range.upperBound, position: range.lowerBound)
        return try reader.object(names)
    }

    /// The text that stands in `bytes[range]` between quotes.
    static func text(_ bytes: [UInt8], _ range: Range<Int>) throws(Problem) -> String {
        let reader = LooseJSON(bytes: bytes, start: range.lowerBound, end: range.upperBound, position: range.lowerBound)
        return String(decoding: try reader.unescaped(range), as: UTF8.self)
    }

    private mutating func object(_ names: Set<String>) throws(Problem) -> [String: Value] {
        var found: [String: Value] = [:]
        guard take("{") else { throw problem("a JSON object is expected") }
        if !take("}") {
            repeat {
                let name = try string(decoding: true)
                guard take(":") else { throw problem("':' is expected") }
                let isWanted = names.contains(name) && found[name] == nil
                let value = try value(decoding: isWanted, depth: 1)
                if isWanted { found[name] = value }
            } while take(",")
            guard take("}") else { throw problem("',' or '}' is expected") }
        }
        skipBlanks()
        guard position == end else { throw problem("text after the object") }
        return found
    }

    private mutating func value(decoding: Bool, depth: Int) throws(Problem) -> Value {
        skipBlanks()
        guard position < end else { throw problem("the line ends where a value is expected") }
        guard depth < Self.maximumDepth else { throw problem("more than \(Self.maximumDepth) levels") }
        switch bytes[position] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .text(try string(decoding: decoding))
        case UInt8(ascii: "["): return try list(decoding: decoding, depth: depth)
        case UInt8(ascii: "{"): return try mapping(depth: depth)
        case UInt8(ascii: "u"): return .text(try string(decoding: decoding))
        default: return try word()
        }
    }

    private mutating func list(decoding: Bool, depth: Int) throws(Problem) -> Value {
        var values: [Value] = []
        position += 1
        if take("]") { return .list([]) }
        repeat {
            let value = try value(decoding: decoding, depth: depth + 1)
            if decoding { values.append(value) }
        } while take(",")
        guard take("]") else { throw problem("',' or ']' is expected") }
        return .list(values)
    }

    private mutating func mapping(depth: Int) throws(Problem) -> Value {
        position += 1
        if take("}") { return .other }
        repeat {
            _ = try string(decoding: false)
            guard take(":") else { throw problem("':' is expected") }
            _ = try value(decoding: false, depth: depth + 1)
        } while take(",")
        guard take("}") else { throw problem("',' or '}' is expected") }
        return .other
    }

    /// A number, or a word such as true or None.
    private mutating func word() throws(Problem) -> Value {
        let first = position
        while position < end, Self.isWordByte(bytes[position]) { position += 1 }
        let text = String(decoding: bytes[first..<position], as: UTF8.self)
        if ["true", "false", "null", "True", "False", "None", "nan", "NaN"].contains(text) { return .other }
        // Swift's reader knows more spellings (hexadecimal, "infinity") than JSON.
        guard let byte = text.utf8.first, byte == 0x2D || (0x30...0x39).contains(byte), !text.utf8.contains(UInt8(ascii: "x")),
            let number = Double(text), number.isFinite
        else {
            position = first
            throw problem(text.isEmpty ? "a value is expected" : "'\(text.prefix(20))' is no JSON value")
        }
        return .number(number)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || [0x2B, 0x2D, 0x2E].contains(byte)
    }

    private mutating func string(decoding: Bool) throws(Problem) -> String {
        skipBlanks()
        // Python 2 wrote u'…'.
        if position + 1 < end, bytes[position] == UInt8(ascii: "u"), [0x22, 0x27].contains(bytes[position + 1]) { position += 1 }
        guard position < end, bytes[position] == 0x22 || bytes[position] == 0x27 else { throw problem("a quoted text is expected") }
        // In locals: most bytes of a file pass here.
        let bytes = bytes, end = end, quote = bytes[position], first = position + 1
        var isPlain = true, place = first
        while place < end {
            let byte = bytes[place]
            if byte == quote { break }
            if byte == 0x5C {
                isPlain = false
                place += 1
            }
            place += 1
        }
        position = place
        guard position < end else {
            position = first - 1
            throw problem("a text without its closing quote")
        }
        let content = first..<position
        position += 1
        guard decoding else { return "" }
        let plain = isPlain ? bytes[content] : try unescaped(content)[...]
        return String(decoding: plain, as: UTF8.self)
    }

    private mutating func skipBlanks() {
        while position < end, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard position < end, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private func problem(_ message: String) -> Problem { Problem(message: message, offset: position - start) }
}

extension LooseJSON {
    /// Bytes with their escapes resolved: JSON's, and Python's `\'`, `\xhh` and `\Uhhhhhhhh`. Surrogates without a partner become U+FFFD.
    private func unescaped(_ range: Range<Int>) throws(Problem) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            guard bytes[index] == 0x5C else {
                plain.append(bytes[index])
                index += 1
                continue
            }
            let escape = bytes[index + 1]
            index += 2
            if let byte = Self.simpleEscapes[escape] {
                plain.append(byte)
            } else if let digits = Self.hexEscapes[escape] {
                plain += try scalar(digits, at: &index, before: range.upperBound).utf8Bytes
            } else {
                throw Problem(message: "'\\\(Unicode.Scalar(escape))' is no escape", offset: index - 2 - start)
            }
        }
        return plain
    }

    private static let simpleEscapes: [UInt8: UInt8] = [
        0x22: 0x22, 0x27: 0x27, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
    ]
    /// x, u, U: how many digits follow.
    private static let hexEscapes: [UInt8: Int] = [0x78: 2, 0x75: 4, 0x55: 8]

    private func scalar(_ digits: Int, at index: inout Int, before end: Int) throws(Problem) -> Unicode.Scalar {
        let value = try hexadecimal(digits, at: &index, before: end)
        // A pair of \u escapes beyond the first plane.
        if digits == 4, (0xD800..<0xDC00).contains(value), index + 6 <= end, bytes[index] == 0x5C, bytes[index + 1] == 0x75 {
            var after = index + 2
            let low = try hexadecimal(4, at: &after, before: end)
            if (0xDC00..<0xE000).contains(low) {
                index = after
                return Unicode.Scalar(0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
            }
        }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private func hexadecimal(_ digits: Int, at index: inout Int, before end: Int) throws(Problem) -> UInt32 {
        guard index + digits <= end,
            let value = UInt32(String(decoding: bytes[index..<index + digits], as: UTF8.self), radix: 16), bytes[index] != 0x2B
        else { throw Problem(message: "an escape needs \(digits) hexadecimal digits", offset: index - start) }
        index += digits
        return value
    }
}

extension Unicode.Scalar {
    fileprivate var utf8Bytes: [UInt8] { Array(String(Character(self)).utf8) }
}
