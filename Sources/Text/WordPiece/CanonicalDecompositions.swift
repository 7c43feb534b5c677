/// Canonical decompositions (NFD) as Hugging Face's `tokenizers` knows them, which is Unicode 9's: a text must be cut the same
/// whatever Unicode the system has learned since. Full decompositions, so that none needs to be decomposed again.
struct CanonicalDecompositions: Sendable {
    static let shared = CanonicalDecompositions()

    private let pieces: [UInt32: [UInt32]]

    private init() {
        var pieces: [UInt32: [UInt32]] = [:]
        var scalar: UInt32 = 0
        for entry in Self.packed.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            let parts = entry.split(separator: "=")
            scalar = parts.count == 2 ? UInt32(parts[0], radix: 16) ?? 0 : scalar + 1
            pieces[scalar] = (parts.last ?? "").split(separator: ".").compactMap { UInt32($0, radix: 16) }
        }
        self.pieces = pieces
    }

    /// Nil where the scalar stays as it is.
    func pieces(of scalar: UInt32) -> [UInt32]? {
        (0xAC00...0xD7A3).contains(scalar) ? Self.hangul(scalar) : pieces[scalar]
    }

    /// Leading consonant, vowel and, unless it is the empty one, trailing consonant.
    /// Source: The Unicode Standard, section 3.12, "Hangul Syllable Decomposition".
    private static func hangul(_ scalar: UInt32) -> [UInt32] {
        let index = scalar - 0xAC00
        let trailing = index % 28
        return [0x1100 + index / 588, 0x1161 + index % 588 / 28] + (trailing == 0 ? [] : [0x11A7 + trailing])
    }
}
