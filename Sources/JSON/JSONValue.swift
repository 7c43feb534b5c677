/// A JSON value whose members keep the order in which they were given.
public indirect enum JSONValue: Hashable, Sendable {
    public struct Member: Hashable, Sendable {
        public var name: String
        public var value: JSONValue

        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    case null
    case bool(Bool)
    case int(Int)
    /// NaN and infinities, which JSON lacks, are written as null.
    case double(Double)
    case string(String)
    case array([JSONValue])
    case members([Member])

    public static func object(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .members(members.map { Member($0.key, $0.value) })
    }

    public static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .members(members.map { Member($0.0, $0.1) })
    }

    /// NaN and infinities as words, which JSON's numbers lack.
    public static func exact(_ value: Double) -> JSONValue { value.isFinite ? .double(value) : .string("\(value)") }

    /// A number, or what `exact` wrote; NaN for anything else.
    public var exactNumber: Double { number ?? string.flatMap(Double.init) ?? .nan }

    /// A member of an object, or nil.
    public subscript(name: String) -> JSONValue? {
        guard case .members(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// One line, without blanks.
    public var compact: String {
        var text = ""
        write(to: &text, indent: nil, depth: 0)
        return text
    }

    /// Indented by two blanks; arrays and objects that fit stay on one line.
    public var pretty: String {
        var text = ""
        write(to: &text, indent: 2, depth: 0)
        return text
    }

    private func write(to text: inout String, indent: Int?, depth: Int) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .int(let value): text += String(value)
        case .double(let value): text += value.isFinite ? "\(value)" : "null"
        case .string(let value): JSONValue.quote(value, into: &text)
        case .array(let values):
            writeList(values.map { (nil, $0) }, "[", "]", to: &text, indent: indent, depth: depth)
        case .members(let members):
            writeList(members.map { ($0.name, $0.value) }, "{", "}", to: &text, indent: indent, depth: depth)
        }
    }

    private func writeList(
        _ items: [(name: String?, value: JSONValue)], _ open: String, _ close: String, to text: inout String, indent: Int?, depth: Int
    ) {
        let breaks = indent != nil && items.contains { $0.value.isCompound || $0.name != nil }
        text += open
        for (index, item) in items.enumerated() {
            if index > 0 { text += breaks || indent == nil ? "," : ", " }
            if breaks { text += "\n" + String(repeating: " ", count: (depth + 1) * (indent ?? 0)) }
            if let name = item.name {
                JSONValue.quote(name, into: &text)
                text += indent == nil ? ":" : ": "
            }
            item.value.write(to: &text, indent: indent, depth: depth + 1)
        }
        if breaks, !items.isEmpty { text += "\n" + String(repeating: " ", count: depth * (indent ?? 0)) }
        text += close
    }

    private var isCompound: Bool {
        switch self {
        case .array, .members: true
        default: false
        }
    }

    private static func quote(_ value: String, into text: inout String) {
        text += "\""
        // Most texts need no escape; 0xE2 is the first byte of the two separators, and of others.
        if value.utf8.allSatisfy({ $0 >= 32 && $0 != 34 && $0 != 92 && $0 != 127 && $0 != 0xE2 }) {
            text += value
            text += "\""
            return
        }
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{08}": text += "\\b"
            case "\u{0C}": text += "\\f"
            case "\u{00}"..<"\u{20}", "\u{7F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(elements) }
    public init(nilLiteral: ()) { self = .null }
}
