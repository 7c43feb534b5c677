import Parameters

/// Reads what `CanonicalEncoder` wrote. Anything else throws `Malformed`; counts are checked against the bytes that are left before
/// memory is taken.
package struct CanonicalDecoder {
    package struct Malformed: Error {}

    private typealias Tag = CanonicalEncoder.Tag
    private let bytes: [UInt8]
    private let end: Int
    private(set) var position = 0

    package init(_ bytes: [UInt8], count: Int) {
        self.bytes = bytes
        end = min(count, bytes.count)
    }

    package var isAtEnd: Bool { position == end }

    mutating func skip(_ count: Int) { position = min(end, position + count) }

    mutating func int() throws(Malformed) -> Int {
        try expect(Tag.int)
        return Int(truncatingIfNeeded: Int64(bitPattern: try word()))
    }

    mutating func unsigned() throws(Malformed) -> UInt64 {
        try expect(Tag.unsigned)
        return try word()
    }

    mutating func double() throws(Malformed) -> Double {
        try expect(Tag.double)
        return Double(bitPattern: try word())
    }

    mutating func string() throws(Malformed) -> String {
        try expect(Tag.string)
        let count = try counted(by: 1)
        defer { position += count }
        return String(decoding: bytes[position..<position + count], as: UTF8.self)
    }

    mutating func digest() throws(Malformed) -> Digest {
        try expect(Tag.digest)
        return Digest(words: SIMD4(try word(), try word(), try word(), try word()))
    }

    /// A list's count; its items follow.
    mutating func list() throws(Malformed) -> Int {
        try expect(Tag.list)
        return try counted(by: 1)
    }

    mutating func optionalUnsigned() throws(Malformed) -> UInt64? {
        guard position < end else { throw Malformed() }
        if bytes[position] == Tag.null {
            position += 1
            return nil
        }
        return try unsigned()
    }

    package mutating func value(depth: Int = 0) throws(Malformed) -> ParameterValue {
        guard position < end, depth < 256 else { throw Malformed() }
        switch bytes[position] {
        case Tag.null:
            position += 1
            return .null
        case Tag.bool:
            guard position + 1 < end, bytes[position + 1] < 2 else { throw Malformed() }
            position += 2
            return .bool(bytes[position - 1] == 1)
        case Tag.int: return .int(try int())
        case Tag.double: return .double(try double())
        case Tag.string: return .string(try string())
        case Tag.list:
            let count = try list()
            var values: [ParameterValue] = []
            for _ in 0..<count { values.append(try value(depth: depth + 1)) }
            return .list(values)
        case Tag.record:
            position += 1
            let count = try counted(by: 2)
            var record = ParameterValue.Record()
            for _ in 0..<count {
                let name = try string()
                record[name] = try value(depth: depth + 1)
            }
            return .record(record)
        default: throw Malformed()
        }
    }

    private mutating func expect(_ tag: UInt8) throws(Malformed) {
        guard position < end, bytes[position] == tag else { throw Malformed() }
        position += 1
    }

    private mutating func word() throws(Malformed) -> UInt64 {
        guard end - position >= 8 else { throw Malformed() }
        var word: UInt64 = 0
        for index in position..<position + 8 { word = word << 8 | UInt64(bytes[index]) }
        position += 8
        return word
    }

    /// A count of things that take at least `size` bytes each.
    private mutating func counted(by size: Int) throws(Malformed) -> Int {
        let count = try word()
        guard count <= UInt64((end - position) / size) else { throw Malformed() }
        return Int(count)
    }
}
