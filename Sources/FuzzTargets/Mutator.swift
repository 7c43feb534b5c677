/// Changes bytes, the same way for each seed: flips, cuts, doublings, long rows of one piece, numbers at their limits, and pieces of other
/// inputs. For tests.
package struct Mutator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    private static let pieces: [[UInt8]] =
        [[0], [0xFF, 0xFE], [0xEF, 0xBB, 0xBF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x1F, 0x8B, 8, 0], [0x1C], [0x1F]]
        + [
            "\"", "\"\"", "'", "\\", "\\u0000", "\\ud800", "\r\n", "\r", "\n", "\t", "NaN", "-inf", "1e400", "99999999999999999999", "-1",
            "9223372036854775807", "1000000000", "..", "/", "[[[[", "{\"", ": ", "- ", "*a", "&a ", "::", "&#x110000;", "👩‍👧", "\u{202E}",
            "e\u{301}", "\u{345}\u{302E}", "\u{1D15E}", "가", "豈", "🇩🇪", "İ", "ﷺ", "\u{E000}", "\u{10FFFF}", "\u{85}", "\u{2028}", "ﬁ", "½",
            "##", "[SEP]", "[MASK", "</s>", "<unk>", "▁", "the ", "1::", ", ",
        ].map { Array($0.utf8) }

    /// One to four changes; at most `maximum` bytes.
    package mutating func mutated(_ bytes: [UInt8], with others: [[UInt8]], maximum: Int) -> [UInt8] {
        var bytes = bytes
        for _ in 0...below(4) { change(&bytes, others[below(others.count)]) }
        return bytes.count > maximum ? Array(bytes.prefix(maximum)) : bytes
    }

    private mutating func change(_ bytes: inout [UInt8], _ other: [UInt8]) {
        let position = below(bytes.count + 1), end = min(bytes.count, position + 1 + below(16))
        switch below(8) {
        case 0 where position < bytes.count: bytes[position] ^= 1 << UInt8(below(8))
        case 1 where position < bytes.count: bytes[position] = UInt8(truncatingIfNeeded: next())
        case 2: bytes.removeSubrange(position..<end)
        case 3: bytes.insert(contentsOf: bytes[position..<end], at: below(bytes.count + 1))
        case 4:
            let start = below(other.count + 1)
            bytes.insert(contentsOf: other[start..<min(other.count, start + below(64))], at: position)
        case 5:
            let piece = Self.pieces[below(Self.pieces.count)]
            bytes.insert(contentsOf: (0..<below(below(8) == 0 ? 400 : 20)).flatMap { _ in piece }, at: position)
        case 6: bytes.removeLast(min(bytes.count, below(4)))
        default: bytes.insert(contentsOf: Self.pieces[below(Self.pieces.count)], at: position)
        }
    }
}
