/// Finds the wanted members of one JSON object as ranges of bytes. Takes Python's literals too (single quotes, `u'…'`, None), as some data
/// sets are written.
struct JSONScanner {
    enum Stop: Error {
        /// The object goes on beyond the bytes.
        case more
        case problem(String, at: Int)
    }

    static let deepest = 64

    private let bytes: [UInt8]
    private(set) var index: Int
    /// Line ends that were passed.
    private(set) var lines = 0
    private(set) var fields: [RecordReader.FieldRange?]
    /// The dotted names of all members that are no objects, if they are to be collected.
    private(set) var names: [String]?

    init(_ bytes: [UInt8], from start: Int, fieldCount: Int = 0, collectsNames: Bool = false) {
        self.bytes = bytes
        index = start
        fields = [RecordReader.FieldRange?](repeating: nil, count: fieldCount)
        names = collectsNames ? [] : nil
    }

    /// From the opening brace to what follows the closing one.
    mutating func object(_ node: JSONMembers.Node?, path: String? = nil, depth: Int = 1) throws(Stop) {
        try expect("{", "an object")
        if try take("}") { return }
        repeat {
            try skipBlanks()
            let name = try string()
            try expect(":", "':'")
            let member = node?.child(bytes[name.start..<name.end])
            // What is in lists has no name of its own.
            let isNamed = names != nil && (path != nil || depth == 1)
            let here = isNamed ? (path.map { $0 + "." } ?? "") + String(decoding: bytes[name.start..<name.end], as: UTF8.self) : nil
            try value(member, path: here, depth: depth)
        } while try take(",")
        try expect("}", "',' or '}'")
    }

    private mutating func value(_ node: JSONMembers.Node?, path: String?, depth: Int) throws(Stop) {
        try skipBlanks()
        guard depth < Self.deepest else { throw .problem("more than \(Self.deepest) levels", at: index) }
        let start = index
        var field: RecordReader.FieldRange
        switch bytes[index] {
        case UInt8(ascii: "{"):
            try object(node, path: path, depth: depth + 1)
            field = RecordReader.FieldRange(start: start, end: index, isEscaped: false, isNested: true)
        case UInt8(ascii: "["):
            try list(node, depth: depth + 1)
            field = RecordReader.FieldRange(start: start, end: index, isEscaped: false, isNested: true)
            collect(path)
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "u"):
            field = try string()
            collect(path)
        default:
            field = try word()
            collect(path)
        }
        if let wanted = node?.field, fields[wanted] == nil { fields[wanted] = field }
    }

    private mutating func collect(_ path: String?) {
        if let path { names?.append(path) }
    }

    private mutating func list(_ node: JSONMembers.Node?, depth: Int) throws(Stop) {
        try expect("[", "a list")
        if try take("]") { return }
        var position = 0
        repeat {
            let wanted = node.flatMap { $0.children.isEmpty ? nil : $0.child(ArraySlice(Array(String(position).utf8))) }
            try value(wanted, path: nil, depth: depth)
            position += 1
        } while try take(",")
        try expect("]", "',' or ']'")
    }

    /// What stands between the quotes.
    private mutating func string() throws(Stop) -> RecordReader.FieldRange {
        if bytes[index] == UInt8(ascii: "u"), index + 1 < bytes.count { index += 1 }
        let quote = bytes[index], first = index + 1
        guard quote == 0x22 || quote == 0x27 else { throw .problem("expected a text in quotes", at: index) }
        // In locals: most bytes of a file pass here.
        let bytes = bytes
        var place = first, isEscaped = false
        while true {
            guard place < bytes.count else { throw .more }
            let byte = bytes[place]
            if byte == quote { break }
            if byte == 0x0A { throw .problem("a text without its closing quote", at: first - 1) }
            if byte == 0 { throw .problem("a NUL byte", at: place) }
            if byte == 0x5C {
                isEscaped = true
                place += 1
                guard place < bytes.count else { throw .more }
                guard Self.escapes.contains(bytes[place]) else { throw .problem("an escape that JSON does not know", at: place - 1) }
            }
            place += 1
        }
        index = place + 1
        return RecordReader.FieldRange(start: first, end: place, isEscaped: isEscaped)
    }

    private static let escapes = Array("\"'\\/bfnrtuxU".utf8)
    private static let words: Set = ["true", "false", "True", "False", "nan", "NaN", "Infinity", "-Infinity", "inf", "-inf"]

    /// A number, or a word such as true; what is null is empty.
    private mutating func word() throws(Stop) -> RecordReader.FieldRange {
        let start = index
        while index < bytes.count, Self.isWordByte(bytes[index]) { index += 1 }
        guard index < bytes.count else { throw .more }
        var field = RecordReader.FieldRange(start: start, end: index, isEscaped: false)
        if bytes[start] == UInt8(ascii: "-") || bytes[start] &- 0x30 < 10 { return field }
        let text = String(decoding: bytes[start..<min(index, start + 20)], as: UTF8.self)
        if text == "null" || text == "None" { field.end = start }
        guard field.end == start && index > start || Self.words.contains(text) else {
            throw .problem(text.isEmpty ? "expected a value" : "'\(text)' is no JSON value", at: start)
        }
        return field
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2B || byte == 0x2D || byte == 0x2E
    }

    /// Throws `more` where nothing follows.
    private mutating func skipBlanks() throws(Stop) {
        while index < bytes.count {
            switch bytes[index] {
            case 0x0A: lines += 1
            case 0x20, 0x09, 0x0D: break
            default: return
            }
            index += 1
        }
        throw .more
    }

    private mutating func take(_ character: Unicode.Scalar) throws(Stop) -> Bool {
        try skipBlanks()
        guard bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar, _ what: String) throws(Stop) {
        guard try take(character) else { throw .problem("expected \(what)", at: index) }
    }
}

extension JSONScanner {
    /// The texts and numbers of a list, and of the lists in it; nil where it holds an object.
    static func elements(_ bytes: [UInt8], _ range: Range<Int>) -> [RecordReader.FieldRange]? {
        var scanner = JSONScanner(bytes, from: range.lowerBound), found: [RecordReader.FieldRange] = []
        do throws(Stop) { return try scanner.gather(&found) ? found : nil } catch { return nil }
    }

    /// False at an object.
    private mutating func gather(_ found: inout [RecordReader.FieldRange], depth: Int = 0) throws(Stop) -> Bool {
        try expect("[", "a list")
        if try take("]") { return true }
        repeat {
            try skipBlanks()
            switch bytes[index] {
            case UInt8(ascii: "{"): return false
            case UInt8(ascii: "["): guard depth < Self.deepest, try gather(&found, depth: depth + 1) else { return false }
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "u"): found.append(try string())
            default: found.append(try word())
            }
        } while try take(",")
        return try take("]")
    }
}
