import Parameters

/// Bytes that stand for values one to one: what cache keys hash. Every item is a tag byte and a fixed or counted body, so no two
/// different sequences of items give the same bytes.
///
///     00                                     null
///     01 b                                   bool: b is 00 or 01
///     02 i64                                 integer: two's complement
///     03 f64                                 double: IEEE 754 bits; −0 is written as +0, every NaN as 7ff8000000000000
///     04 u64 bytes                           string: count of UTF-8 bytes, the bytes (not normalized)
///     05 u64 items                           list: count, then that many items
///     06 u64 (string item)…                  record: count, then name and value, names ascending by UTF-8 bytes
///     07 32 bytes                            digest
///     08 u64 bytes                           bytes: count, the bytes
///     09 u64                                 unsigned integer
///
/// All numbers are 8 bytes, most significant first. Changing any of this changes every key: raise `ActionComponents.schemaVersion`.
public struct CanonicalEncoder: Sendable {
    enum Tag {
        static let null: UInt8 = 0, bool: UInt8 = 1, int: UInt8 = 2, double: UInt8 = 3, string: UInt8 = 4, list: UInt8 = 5
        static let record: UInt8 = 6, digest: UInt8 = 7, bytes: UInt8 = 8, unsigned: UInt8 = 9
    }

    public private(set) var bytes: [UInt8] = []

    public init() { bytes.reserveCapacity(512) }

    /// The SHA-256 of what was encoded so far.
    public var digest: Digest { Digest(hashing: bytes) }

    public mutating func encodeNull() { bytes.append(Tag.null) }

    public mutating func encode(_ value: Bool) {
        bytes.append(Tag.bool)
        bytes.append(value ? 1 : 0)
    }

    public mutating func encode(_ value: Int) { append(Tag.int, UInt64(bitPattern: Int64(value))) }

    public mutating func encode(_ value: UInt64) { append(Tag.unsigned, value) }

    public mutating func encode(_ value: Double) {
        let bits: UInt64 = value.isNaN ? 0x7ff8_0000_0000_0000 : value == 0 ? 0 : value.bitPattern
        append(Tag.double, bits)
    }

    public mutating func encode(_ value: String) {
        append(Tag.string, UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    public mutating func encode(_ value: Digest) {
        bytes.append(Tag.digest)
        for index in 0..<4 { appendWord(value.words[index]) }
    }

    public mutating func encode(bytes value: [UInt8]) {
        append(Tag.bytes, UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// The start of a list; its `count` items must follow.
    public mutating func encodeList(count: Int) { append(Tag.list, UInt64(count)) }

    /// The start of a record; `count` names (strings), each with its value, must follow, names ascending by UTF-8 bytes.
    public mutating func encodeRecord(count: Int) { append(Tag.record, UInt64(count)) }

    public mutating func encode(_ value: ParameterValue) {
        switch value {
        case .null: encodeNull()
        case .bool(let value): encode(value)
        case .int(let value): encode(value)
        case .double(let value): encode(value)
        case .string(let value): encode(value)
        case .list(let values):
            encodeList(count: values.count)
            for value in values { encode(value) }
        case .record(let record):
            encodeRecord(count: record.names.count)
            for index in order(of: record.names) {
                encode(record.names[index])
                encode(record.values[index])
            }
        }
    }

    /// Swift orders strings by their canonical equivalents; bytes are what other languages can agree on.
    private func order(of names: [String]) -> [Int] {
        names.indices.sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
    }

    private mutating func append(_ tag: UInt8, _ word: UInt64) {
        bytes.append(tag)
        appendWord(word)
    }

    private mutating func appendWord(_ word: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
}
