import Parameters
import Store
import Testing

@Suite struct CanonicalEncoderTests {
    private func bytes(_ value: ParameterValue) -> [UInt8] {
        var encoder = CanonicalEncoder()
        encoder.encode(value)
        return encoder.bytes
    }

    /// Each pair is something that joining strings, or untyped hashing, takes for the same.
    @Test func structurallyDifferentValuesDiffer() {
        let values: [ParameterValue] = [
            .null, .bool(false), .bool(true), .int(0), .int(1), .int(-1), .double(0), .double(1), .string(""), .string("0"), .string("1"),
            .string("null"), .string("true"), .string("a"), .string("b"), .string("ab"), .string("a\0b"), .list([]), .list([.null]),
            .list([.string("a"), .string("b")]), .list([.string("ab")]), .list([.string("ab"), .string("")]),
            .list([.list([]), .list([])]), .list([.list([.list([])])]), .list([.list([.string("a")]), .string("b")]),
            .list([.string("a"), .list([.string("b")])]), .record([]), .record([("a", .null)]), .record([("a", .string("b"))]),
            .record([("ab", .string(""))]), .record([("", .string("ab"))]), .record([("a", .record([("b", .int(1))]))]),
            .record([("a", .record([])), ("b", .int(1))]), .record([("a.b", .int(1))]), .list([.record([("a", .null)])]),
            .list([.string("a"), .null]), .string("é"), .string("e\u{301}"), .int(Int.max), .int(Int.min), .double(.infinity),
            .double(.nan),
            .double(Double(Int.max)), .double(.leastNonzeroMagnitude),
        ]
        #expect(Set(values.map(bytes)).count == values.count)
    }

    @Test func fieldOrderAndSignOfZeroDoNotMatter() {
        #expect(bytes(.record([("a", .int(1)), ("b", .int(2))])) == bytes(.record([("b", .int(2)), ("a", .int(1))])))
        #expect(bytes(.double(-0.0)) == bytes(.double(0)))
    }

    /// Random trees: equal bytes exactly when equal values.
    @Test func equalBytesMeanEqualValues() {
        var random = SplitMix(state: 7), seen: [[UInt8]: ParameterValue] = [:]
        for _ in 0..<20_000 {
            let value = randomValue(depth: 3, &random), key = bytes(value)
            if let other = seen[key] { #expect(other == value) }
            seen[key] = value
        }
        #expect(seen.count == Set(seen.values).count)
        #expect(seen.count > 2_000)
    }

    private func randomValue(depth: Int, _ random: inout SplitMix) -> ParameterValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .int(Int.random(in: -3...3, using: &random))
        case 3: return .double(Double(Int.random(in: -3...3, using: &random)) / 2)
        case 4:
            return .string(
                String(repeating: ["a", "b", "\u{1}"].randomElement(using: &random) ?? "", count: Int.random(in: 0...3, using: &random)))
        case 5: return .list((0..<Int.random(in: 0...3, using: &random)).map { _ in randomValue(depth: depth - 1, &random) })
        default:
            return .record(
                (0..<Int.random(in: 0...3, using: &random)).map { _ in
                    (["a", "b", "ab", ""].randomElement(using: &random) ?? "", randomValue(depth: depth - 1, &random))
                })
        }
    }
}

/// Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
