/// Dense indices for external ids, in order of first appearance. Ids that are canonical decimal integers (most are) go through
/// a table or an integer dictionary and become text once; all others, such as `007`, are kept apart as text.
struct IdentifierIndex {
    let rules: IdentifierRules
    private(set) var identifiers: [String] = []
    private var table: [Int32] = []
    private var integers: [Int: Int32] = [:]
    private var texts: [ExactText: Int32] = [:]
    private static let smallTable = 1 << 14

    init(rules: IdentifierRules = IdentifierRules()) { self.rules = rules }

    var count: Int { identifiers.count }

    /// The index of the id in a field, or nil where it is not valid UTF-8.
    mutating func index(_ field: RecordReader.FieldRange, of reader: RecordReader) -> Int32? {
        var field = field
        if rules.isActive {
            let range = rules.narrowed(field.start..<field.end, of: reader.buffer)
            (field.start, field.end) = (range.lowerBound, range.upperBound)
        }
        if let value = Self.canonicalInteger(field, reader) { return index(integer: value) }
        guard let text = reader.text(field) else { return nil }
        return index(text: text)
    }

    mutating func index(integer value: Int) -> Int32 {
        if value < table.count, table[value] >= 0 { return table[value] }
        if !integers.isEmpty, let known = integers[value] { return known }
        let index = Int32(identifiers.count)
        // Ids that lie far apart would make the table large for little.
        if value < max(Self.smallTable, 32 * identifiers.count) {
            if value >= table.count {
                table.append(contentsOf: repeatElement(-1, count: max(value + 1, table.count * 2, 1024) - table.count))
            }
            table[value] = index
        } else {
            integers[value] = index
        }
        identifiers.append(String(value))
        return index
    }

    /// The index of an id, whatever it looks like. Not to be mixed with `index(_:of:)`.
    mutating func index(of text: String) -> Int32 { index(text: rules.normalized(text)) }

    private mutating func index(text: String) -> Int32 {
        if let known = texts[ExactText(text)] { return known }
        texts[ExactText(text)] = Int32(identifiers.count)
        identifiers.append(text)
        return Int32(identifiers.count - 1)
    }

    /// The value of digits without a leading zero, below 10¹⁸.
    private static func canonicalInteger(_ field: RecordReader.FieldRange, _ reader: RecordReader) -> Int? {
        let length = field.end - field.start
        guard length > 0, length <= 18 else { return nil }
        if length > 1, reader.buffer[field.start] == 0x30 { return nil }
        var value = 0
        for index in field.start..<field.end {
            let digit = reader.buffer[index] &- 0x30
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int(digit)
        }
        return value
    }
}
