/// Reads JSON text (RFC 8259). Strict: no comments, no trailing commas, nothing after the value, names of an object occur once.
///
///     let value = try JSONValue(parsing: "{\"epoch\": 3}")
///
/// Integers that fit are `int`, other numbers `double`. Hostile text costs time in proportion to its length: nesting is bounded.
public struct JSONParser {
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        public var message: String
        /// Bytes before the place.
        public var offset: Int

        public init(message: String, offset: Int) {
            self.message = message
            self.offset = offset
        }

        public var description: String { "\(message) at byte \(offset)" }
    }

    /// Arrays and objects inside each other.
    public static let maximumDepth = 256

    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private var depth = 0

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    mutating func document() throws(Problem) -> JSONValue {
        let value = try value()
        skipBlanks()
        guard position == bytes.endIndex else { throw problem("text after the value") }
        return value
    }

    private mutating func value() throws(Problem) -> JSONValue {
        skipBlanks()
        guard let byte = peek else { throw problem("the text ends where a value is expected") }
        switch byte {
        case UInt8(ascii: "{"): return try nested { (parser) throws(Problem) in try parser.object() }
        case UInt8(ascii: "["): return try nested { (parser) throws(Problem) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(_ body: (inout JSONParser) throws(Problem) -> JSONValue) throws(Problem) -> JSONValue {
        guard depth < Self.maximumDepth else { throw problem("more than \(Self.maximumDepth) levels") }
        depth += 1
        position += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    private mutating func array() throws(Problem) -> JSONValue {
        var values: [JSONValue] = []
        if takes("]") { return .array(values) }
        repeat { values.append(try value()) } while takes(",")
        try require("]", "',' or ']'")
        return .array(values)
    }

    private mutating func object() throws(Problem) -> JSONValue {
        var members: [JSONValue.Member] = [], names: Set<String> = []
        if takes("}") { return .members(members) }
        repeat {
            skipBlanks()
            guard peek == UInt8(ascii: "\"") else { throw problem("a name in quotation marks is expected") }
            let name = try string()
            guard names.insert(name).inserted else { throw problem("the name '\(name)' occurs twice") }
            try require(":", "':'")
            members.append(JSONValue.Member(name, try value()))
        } while takes(",")
        try require("}", "',' or '}'")
        return .members(members)
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(Problem) -> JSONValue {
        let end = position + text.utf8CodeUnitCount
        guard end <= bytes.endIndex, bytes[position..<end].elementsEqual("\(text)".utf8) else { throw problem("unknown word") }
        position = end
        return value
    }

    private mutating func number() throws(Problem) -> JSONValue {
        let start = position
        if peek == UInt8(ascii: "-") { position += 1 }
        let first = peek
        let whole = takeDigits()
        guard whole > 0 else { throw problem("a value is expected", at: start) }
        guard first != UInt8(ascii: "0") || whole == 1 else { throw problem("a number with a leading zero", at: start) }
        var isWhole = true
        if peek == UInt8(ascii: ".") {
            position += 1
            isWhole = false
            guard takeDigits() > 0 else { throw problem("a digit is expected") }
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            position += 1
            isWhole = false
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            guard takeDigits() > 0 else { throw problem("a digit is expected") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let value = Int(text) { return .int(value) }
        guard let value = Double(text) else { throw problem("not a number", at: start) }
        return .double(value)
    }

    private mutating func takeDigits() -> Int {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position - start
    }

    /// The text between quotation marks; runs of plain bytes are taken whole.
    private mutating func string() throws(Problem) -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        var run = position
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                text += bytes[run..<position]
                position += 1
                guard let result = String(validating: text, as: UTF8.self) else { throw problem("invalid UTF-8", at: start) }
                return result
            case UInt8(ascii: "\\"):
                text += bytes[run..<position]
                position += 1
                try escape(into: &text)
                run = position
            case 0..<0x20: throw problem("a control character in a string")
            default: position += 1
            }
        }
        throw problem("a string without an end", at: start)
    }

    private mutating func escape(into text: inout [UInt8]) throws(Problem) {
        guard let byte = peek else { throw problem("a string without an end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(8)
        case UInt8(ascii: "f"): text.append(12)
        case UInt8(ascii: "n"): text.append(10)
        case UInt8(ascii: "r"): text.append(13)
        case UInt8(ascii: "t"): text.append(9)
        case UInt8(ascii: "u"): text += Array(String(try scalar()).utf8)
        default: throw problem("unknown escape", at: position - 1)
        }
    }

    /// After `\u`; two escapes make a character outside the basic plane. A lone half becomes U+FFFD.
    private mutating func scalar() throws(Problem) -> Character {
        let first = try unit()
        if let scalar = Unicode.Scalar(first) { return Character(scalar) }
        guard (0xD800..<0xDC00).contains(first), peek == UInt8(ascii: "\\"), position + 1 < bytes.endIndex,
            bytes[position + 1] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        let back = position
        position += 2
        let second = try unit()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
        else {
            position = back
            return "\u{FFFD}"
        }
        return Character(scalar)
    }

    private mutating func unit() throws(Problem) -> UInt16 {
        let end = position + 4
        guard end <= bytes.endIndex, bytes[position..<end].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt16(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16)
        else { throw problem("four hexadecimal digits are expected") }
        position = end
        return value
    }

    private var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func takes(_ sign: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard peek == UInt8(ascii: sign) else { return false }
        position += 1
        return true
    }

    private mutating func require(_ sign: Unicode.Scalar, _ expected: String) throws(Problem) {
        guard takes(sign) else { throw problem("\(expected) is expected") }
    }

    private func problem(_ message: String, at place: Int? = nil) -> Problem {
        Problem(message: message, offset: (place ?? position) - bytes.startIndex)
    }
}

extension JSONValue {
    /// Throws `JSONParser.Problem` with the byte where the text goes wrong.
    public init(parsing text: String) throws(JSONParser.Problem) { try self.init(parsing: Array(text.utf8)[...]) }

    public init(parsing bytes: ArraySlice<UInt8>) throws(JSONParser.Problem) {
        var parser = JSONParser(bytes)
        self = try parser.document()
    }

    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }
    public var int: Int? {
        if case .int(let value) = self { value } else { nil }
    }
    /// Of an integer too.
    public var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }
    public var array: [JSONValue]? {
        if case .array(let values) = self { values } else { nil }
    }
    public var members: [Member]? {
        if case .members(let members) = self { members } else { nil }
    }
}
