/// JSON with its keys in the order they were given, printed with two spaces of indentation.
indirect enum JSONValue {
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case null
    case array([JSONValue])
    case object([(key: String, value: JSONValue)])

    func text(indentation: String = "") -> String {
        let inner = indentation + "  "
        switch self {
        case .bool(let value): return String(value)
        case .int(let value): return String(value)
        case .double(let value): return Int(exactly: value).map(String.init) ?? "\(value)"
        case .string(let value): return Self.quoted(value)
        case .null: return "null"
        case .array(let values) where values.isEmpty: return "[]"
        case .array(let values) where values.allSatisfy(\.isScalar):
            return "[" + values.map { $0.text() }.joined(separator: ", ") + "]"
        case .array(let values):
            return "[\n" + values.map { inner + $0.text(indentation: inner) }.joined(separator: ",\n") + "\n\(indentation)]"
        case .object(let fields) where fields.isEmpty: return "{}"
        case .object(let fields):
            let lines = fields.map { "\(inner)\(Self.quoted($0.key)): \($0.value.text(indentation: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indentation)}"
        }
    }

    private var isScalar: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
