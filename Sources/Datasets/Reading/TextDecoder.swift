/// Rewrites text of another encoding as UTF-8, piece by piece.
/// Source of the table: https://encoding.spec.whatwg.org/index-windows-1252.txt
struct TextDecoder {
    struct Problem: Error {
        var message: String
    }

    private let encoding: TextEncoding
    /// UTF-16: what is left of the last piece (an odd byte), and the first half of a pair.
    private var odd: UInt8?
    private var high: UInt32?

    /// `encoding` is none of those that need no decoding.
    init(_ encoding: TextEncoding) { self.encoding = encoding }

    mutating func decode(_ bytes: [UInt8], onto text: inout [UInt8]) throws(Problem) {
        switch encoding {
        case .auto, .utf8: text += bytes
        case .latin1: for byte in bytes { Self.append(UInt32(byte), to: &text) }
        case .windows1252:
            for byte in bytes { Self.append((0x80..<0xA0).contains(byte) ? Self.windows1252[Int(byte) - 0x80] : UInt32(byte), to: &text) }
        case .utf16, .utf16BigEndian: try decodePairs(bytes, onto: &text)
        }
    }

    /// Throws where the text ends inside a character.
    func finish() throws(Problem) {
        guard odd == nil, high == nil else { throw Problem(message: "the UTF-16 text ends in the middle of a character") }
    }

    private mutating func decodePairs(_ bytes: [UInt8], onto text: inout [UInt8]) throws(Problem) {
        for byte in bytes {
            guard let first = odd else {
                odd = byte
                continue
            }
            odd = nil
            let unit = encoding == .utf16 ? UInt32(byte) << 8 | UInt32(first) : UInt32(first) << 8 | UInt32(byte)
            try append(unit: unit, to: &text)
        }
    }

    private mutating func append(unit: UInt32, to text: inout [UInt8]) throws(Problem) {
        switch (high, unit) {
        case (let first?, 0xDC00..<0xE000):
            high = nil
            Self.append(0x10000 + (first - 0xD800) << 10 + (unit - 0xDC00), to: &text)
        case (nil, 0xD800..<0xDC00): high = unit
        case (nil, let unit) where !(0xDC00..<0xE000).contains(unit): Self.append(unit, to: &text)
        default: throw Problem(message: "the UTF-16 text has half a surrogate pair")
        }
    }

    @inline(__always) private static func append(_ scalar: UInt32, to text: inout [UInt8]) {
        if scalar < 0x80 {
            text.append(UInt8(scalar))
        } else if scalar < 0x800 {
            text.append(UInt8(0xC0 | scalar >> 6))
            text.append(UInt8(0x80 | scalar & 0x3F))
        } else {
            if scalar < 0x10000 {
                text.append(UInt8(0xE0 | scalar >> 12))
            } else {
                text.append(UInt8(0xF0 | scalar >> 18))
                text.append(UInt8(0x80 | scalar >> 12 & 0x3F))
            }
            text.append(UInt8(0x80 | scalar >> 6 & 0x3F))
            text.append(UInt8(0x80 | scalar & 0x3F))
        }
    }

    /// Bytes 0x80 to 0x9F; the five that stand for nothing stay control characters.
    private static let windows1252: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
        0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
    ]
}

/// Tells whether text that comes in pieces is UTF-8.
struct UTF8Check {
    private var isValid = true
    private var tail: [UInt8] = []

    mutating func add(_ bytes: ArraySlice<UInt8>) {
        guard isValid else { return }
        let text = tail.isEmpty ? bytes : (tail + bytes)[...]
        let end = text.endIndex - Self.unfinished(text)
        isValid = String(validating: text[..<end], as: UTF8.self) != nil
        tail = Array(text[end...])
    }

    /// Whether what came so far may be the beginning of UTF-8, or all of it is.
    func holds(isEnd: Bool) -> Bool { isValid && (!isEnd || tail.isEmpty) }

    /// How many bytes at the end begin a character without ending it.
    private static func unfinished(_ text: ArraySlice<UInt8>) -> Int {
        for (count, byte) in zip(1...3, text.reversed()) where byte & 0xC0 != 0x80 {
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return length > count ? count : 0
        }
        return 0
    }
}
