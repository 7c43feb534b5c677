/// Cuts text into words in one pass over its UTF-8, with a table for ASCII.
///
/// - A word is a run of letters (general categories L, Nl) and digits (Nd) with their combining marks (M).
/// - An apostrophe (' or ’, both kept as ') between two letters is part of the word: `don't`. Other punctuation ends words: `3.14` is
///   two, `snake_case` too.
/// - Each ideograph or hiragana is a word; katakana run together, apart from other letters.
/// - Format characters (Cf) inside a word are dropped. Everything else (symbols, emoji, spaces) only separates.
/// - Lower case is by scalar with full mappings (İ becomes two scalars; a final Σ becomes σ as any other).
/// - Text is not normalised; see `Vocabulary`.
struct WordSegmenter {
    private let lowercase: Bool
    /// For ASCII: the byte that a word holds for it, or 0 where it separates. The apostrophe is handled apart.
    private let table: [UInt8]
    private let twoByte = TwoByteScalars.shared
    private var word: [UInt8] = []
    /// Class of the last scalar of `word` that is no mark; nil while there is no word.
    private var last: WordClass?
    /// An apostrophe after a letter waits for the next scalar.
    private var hasPendingApostrophe = false

    init(lowercase: Bool) {
        self.lowercase = lowercase
        table = (0..<128).map { (byte: UInt8) in
            switch byte {
            case 0x30...0x39, 0x61...0x7A: byte
            case 0x41...0x5A: lowercase ? byte + 0x20 : byte
            default: 0
            }
        }
    }

    /// Calls `body` with each word in order.
    mutating func forEachWord(in text: String, _ body: (String) -> Void) {
        let bytes = Array(text.utf8)
        var position = 0
        while position < bytes.count {
            if bytes[position] < 0x80 {
                take(ascii: bytes[position], body)
                position += 1
            } else {
                let (scalar, length) = decode(bytes, at: position)
                take(scalar, body)
                position += length
            }
        }
        finish(body)
    }

    @inline(__always)
    private mutating func take(ascii byte: UInt8, _ body: (String) -> Void) {
        let mapped = table[Int(byte)]
        if mapped != 0 {
            join(byte < 0x3A ? .digit : .letter, body)
            word.append(mapped)
        } else if last != nil {
            if byte == 0x27, last == .letter, !hasPendingApostrophe { hasPendingApostrophe = true } else { finish(body) }
        }
    }

    private mutating func take(_ scalar: Unicode.Scalar, _ body: (String) -> Void) {
        let kind = scalar.value < TwoByteScalars.bound ? twoByte.classes[Int(scalar.value)] : WordClass(scalar)
        switch kind {
        case .letter, .digit, .katakana, .single:
            join(kind, body)
            append(scalar)
        case .mark:
            guard last != nil, !hasPendingApostrophe else { return finish(body) }
            append(scalar)
        case .apostrophe:
            if last == .letter, !hasPendingApostrophe { hasPendingApostrophe = true } else { finish(body) }
        case .format: break
        case .separator: finish(body)
        }
    }

    /// Readies `word` for a scalar of this class: goes on with it, or begins another.
    @inline(__always)
    private mutating func join(_ kind: WordClass, _ body: (String) -> Void) {
        if let last, last != kind || kind == .single || hasPendingApostrophe {
            let continues =
                hasPendingApostrophe
                ? kind == .letter
                : (last == .letter && kind == .digit) || (last == .digit && kind == .letter)
            if !continues { finish(body) } else if hasPendingApostrophe { word.append(0x27) }
        }
        hasPendingApostrophe = false
        last = kind
    }

    @inline(__always)
    private mutating func finish(_ body: (String) -> Void) {
        hasPendingApostrophe = false
        guard last != nil else { return }
        last = nil
        body(String(decoding: word, as: UTF8.self))
        word.removeAll(keepingCapacity: true)
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        if lowercase, scalar.value < TwoByteScalars.bound, twoByte.lowered[Int(scalar.value)] != 0 {
            let bytes = twoByte.lowered[Int(scalar.value)]
            word.append(UInt8(truncatingIfNeeded: bytes >> 8))
            word.append(UInt8(truncatingIfNeeded: bytes))
        } else if lowercase, scalar.properties.changesWhenLowercased {
            word += scalar.properties.lowercaseMapping.utf8
        } else if let encoded = UTF8.encode(scalar) {
            word += encoded
        }
    }

    /// The scalar at `position` of valid UTF-8 and its length in bytes.
    private func decode(_ bytes: [UInt8], at position: Int) -> (Unicode.Scalar, Int) {
        let first = UInt32(bytes[position])
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var value = first & (0x7F >> UInt32(length))
        for byte in bytes[(position + 1)..<min(bytes.count, position + length)] { value = value << 6 | UInt32(byte & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }
}
