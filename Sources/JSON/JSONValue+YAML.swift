extension JSONValue {
    /// The value as YAML: mappings in block style, lists of scalars in one line. Words stand bare where no reader can take them for anything
    /// else; `$` is doubled, since specs read the environment.
    public var yaml: String {
        var text = ""
        writeYAML(to: &text, indent: 0)
        return text
    }

    private func writeYAML(to text: inout String, indent: Int) {
        let margin = String(repeating: " ", count: indent)
        switch self {
        case .members(let members) where !members.isEmpty:
            for member in members {
                text += margin + JSONValue.scalar(member.name) + ":"
                member.value.writeValue(to: &text, indent: indent + 2)
            }
        case .array(let values) where values.contains(where: \.isNested):
            for value in values {
                var item = ""
                value.writeYAML(to: &item, indent: indent + 2)
                text += margin + "- " + item.dropFirst(indent + 2)
            }
        default: text += margin + flow + "\n"
        }
    }

    /// After `key:`.
    private func writeValue(to text: inout String, indent: Int) {
        if isNested, self != .members([]) {
            text += "\n"
            writeYAML(to: &text, indent: indent)
        } else {
            text += " " + flow + "\n"
        }
    }

    private var isNested: Bool {
        switch self {
        case .members: true
        case .array(let values): values.contains(where: \.isNested)
        default: false
        }
    }

    private var flow: String {
        switch self {
        case .string(let text): JSONValue.scalar(text)
        case .array(let values): "[" + values.map(\.flow).joined(separator: ", ") + "]"
        case .members(let members): "{" + members.map { JSONValue.scalar($0.name) + ": " + $0.value.flow }.joined(separator: ", ") + "}"
        default: compact
        }
    }

    private static let reserved: Set<String> = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]

    private static func scalar(_ text: String) -> String {
        let isLetter = { (byte: UInt8) in (65...90).contains(byte) || (97...122).contains(byte) || byte == 95 }
        let isPlain =
            text.utf8.first.map(isLetter) == true
            && text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || [45, 46, 47, 64].contains($0) }
            && !reserved.contains(text.lowercased())
        return isPlain ? text : JSONValue.string(text.replacing("$", with: "$$")).compact
    }
}
