/// A SHA-256 value (FIPS 180-4). `sha256sum` prints the same 64 digits.
public struct Digest: Hashable, Comparable, Sendable {
    // Big-endian words: comparing the words in order compares the bytes in order.
    let words: SIMD4<UInt64>

    /// From 32 bytes; nil for any other count.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var words = SIMD4<UInt64>()
        for (offset, byte) in bytes.enumerated() { words[offset / 8] = words[offset / 8] << 8 | UInt64(byte) }
        self.words = words
    }

    /// From 64 lowercase hexadecimal digits; nil for anything else.
    public init?(hex: String) {
        var words = SIMD4<UInt64>(), count = 0
        for digit in hex.utf8 {
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
            default: return nil
            }
            guard count < 64 else { return nil }
            words[count / 16] = words[count / 16] << 4 | UInt64(value)
            count += 1
        }
        guard count == 64 else { return nil }
        self.words = words
    }

    public var bytes: [UInt8] {
        (0..<32).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64(56 - 8 * ($0 % 8))) }
    }

    /// 64 lowercase hexadecimal digits.
    public var hex: String {
        String(unsafeUninitializedCapacity: 64) { text in
            for position in 0..<64 {
                let nibble = UInt8(truncatingIfNeeded: words[position / 16] >> UInt64(60 - 4 * (position % 16))) & 15
                text[position] = nibble < 10 ? nibble + 48 : nibble + 87
            }
            return 64
        }
    }

    /// The first eight digits, for people.
    public var short: String { String(hex.prefix(8)) }

    public static func < (a: Digest, b: Digest) -> Bool {
        for index in 0..<4 where a.words[index] != b.words[index] { return a.words[index] < b.words[index] }
        return false
    }
}

extension Digest: CustomStringConvertible {
    public var description: String { hex }
}
