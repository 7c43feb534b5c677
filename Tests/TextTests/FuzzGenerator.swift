import Foundation

/// Hostile texts and bytes, the same for each seed.
struct FuzzGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// How many inputs: a few in the suite, PIPELINE_FUZZ of them where that is set (`PIPELINE_FUZZ=100000 swift test --filter Fuzz`).
    static func count(_ few: Int) -> Int { ProcessInfo.processInfo.environment["PIPELINE_FUZZ"].flatMap(Int.init) ?? few }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    private static let pieces = [
        "the ", "Guitar", "don't", "[SEP]", "[CLS]", "[MASK", "##", "</s>", "<pad>", "<unk>", "▁", "▁▁", "\u{0}", "\u{FEFF}", "\u{FFFD}",
        "\u{200D}",
        "\u{301}", "\u{345}\u{302E}", "\u{1D15E}", "가", "각", "中", "豈", "🇩🇪", "👨‍👩‍👧‍👦", "İ", "ß", "ﷺ", "\u{E000}", "\u{10FFFF}", "\u{202E}",
        "\r\n", "\t", "\u{85}", "\u{2028}", "\u{3000}", "\"", ",", "{", "}", "\\u0000", "1e999", "a", "A", "é", "e\u{301}", "ﬁ", "½", "،",
    ]

    /// Words, marks, controls, runs of one piece, random scalars, or random bytes made valid.
    mutating func text() -> String {
        switch below(5) {
        case 0: return String(decoding: bytes(), as: UTF8.self)
        case 1:
            var view = String.UnicodeScalarView()
            for _ in 0..<below(60) { if let scalar = Unicode.Scalar(UInt32(below(0x110000))) { view.append(scalar) } }
            return String(view)
        case 2: return String(repeating: Self.pieces[below(Self.pieces.count)], count: below(below(40) == 0 ? 20_000 : 300))
        default: return (0..<below(60)).map { _ in Self.pieces[below(Self.pieces.count)] }.joined(separator: below(3) == 0 ? " " : "")
        }
    }

    mutating func bytes() -> [UInt8] {
        (0..<below(200)).map { _ in UInt8(truncatingIfNeeded: below(3) == 0 ? next() : next() & 0x7F) }
    }

    /// One change: flipped bits, cut, doubled, overwritten or swapped parts.
    mutating func mutate(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let position = below(bytes.count), length = min(1 + below(64), bytes.count - position)
        switch below(6) {
        case 0: bytes[position] ^= 1 << UInt8(below(8))
        case 1: bytes[position] = UInt8(truncatingIfNeeded: next())
        case 2: bytes.removeSubrange(position..<(position + length))
        case 3: bytes.insert(contentsOf: bytes[position..<(position + length)], at: below(bytes.count))
        case 4: for index in position..<(position + length) { bytes[index] = UInt8(truncatingIfNeeded: next()) }
        default: bytes.removeLast(below(8) == 0 ? length : min(2, bytes.count))
        }
    }

    /// Resident memory of this process in MB.
    static func residentMegabytes() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096 / 1_000_000
    }
}
