/// Takes the words that a `BERTWordReader` finds.
protocol BERTWordSink {
    /// No more words are wanted.
    var isFull: Bool { get }
    /// The word is `bytes[..<length]`; one of more than `BERTWordReader.maximumScalars` scalars is cut there.
    mutating func take(_ bytes: [UInt8], length: Int, hash: UInt64, scalarCount: Int)
}

/// Cuts text into the words that word pieces are made of, normalised as BERT's authors do: clean the text, set ideographs apart,
/// decompose and strip accents, lower the case, then cut at blanks and around punctuation.
///
/// One pass over UTF-8. What a scalar does is looked up once and kept: mostly it is copied, dropped, or ends a word.
/// Source: the `BertNormalizer` and `BertPreTokenizer` of Hugging Face's tokenizers, which the tests ask for every scalar.
struct BERTWordReader: Sendable {
    /// Longer words are unknown tokens: further scalars are counted, not kept.
    static let maximumScalars = 100
    private enum Kind: UInt8 { case unseen, letter, removed, blank, punctuation, ideograph, other }
    /// What scalars below do is looked up once: planes 0 and 1.
    private static let rememberedScalars: UInt32 = 0x20000

    private let normalization: BERTNormalization
    /// For ASCII: the byte that a word holds for it, or 0 dropped, 1 blank, 2 punctuation.
    private let ascii: [UInt8]
    private var kinds = [UInt8](repeating: Kind.unseen.rawValue, count: Int(rememberedScalars))
    private var word = [UInt8](repeating: 0, count: maximumScalars * 4)
    private var length = 0
    private var hash = ByteStringTable.emptyHash
    private var scalarCount = 0
    /// Marks at the end of `word`, since the last scalar of combining class 0: their class and first byte.
    private var marks: [(order: UInt8, start: Int)] = []

    init(_ normalization: BERTNormalization) {
        self.normalization = normalization
        ascii = (0..<128).map { (byte: UInt8) in
            switch byte {
            case 0x9, 0xA, 0xD, 0x20: 1
            case 0..<0x20, 0x7F: 0
            case 0x30...0x39, 0x61...0x7A: byte
            case 0x41...0x5A: normalization.lowercase ? byte + 0x20 : byte
            default: 2
            }
        }
    }

    /// Hands over the words of `text[start..<end]`, which is valid UTF-8 and begins and ends between scalars.
    mutating func read<Sink: BERTWordSink>(_ text: [UInt8], _ start: Int, _ end: Int, into sink: inout Sink) {
        var position = start
        while position < end, !sink.isFull {
            let byte = text[position]
            if byte < 0x80 {
                position += 1
                let mapped = ascii[Int(byte)]
                if mapped > 2 {
                    append(mapped)
                } else if mapped > 0 {
                    finish(&sink)
                    if mapped == 2 { single(Unicode.Scalar(byte), &sink) }
                }
            } else {
                let (scalar, size) = decode(text, at: position, end)
                take(scalar, text, position, size, &sink)
                position += size
            }
        }
        finish(&sink)
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        if !marks.isEmpty { marks.removeAll(keepingCapacity: true) }
        scalarCount += 1
        guard scalarCount <= Self.maximumScalars else { return }
        word[length] = byte
        length += 1
        hash = ByteStringTable.hash(hash, byte)
    }

    @inline(__always)
    private mutating func finish<Sink: BERTWordSink>(_ sink: inout Sink) {
        if !marks.isEmpty { marks.removeAll(keepingCapacity: true) }
        guard scalarCount > 0 else { return }
        sink.take(word, length: length, hash: hash, scalarCount: scalarCount)
        length = 0
        hash = ByteStringTable.emptyHash
        scalarCount = 0
    }

    private mutating func take<Sink: BERTWordSink>(
        _ scalar: Unicode.Scalar, _ text: [UInt8], _ position: Int, _ size: Int, _ sink: inout Sink
    ) {
        switch kind(scalar) {
        case .letter:
            if !marks.isEmpty { marks.removeAll(keepingCapacity: true) }
            copy(text, position, size)
        case .removed, .unseen: break
        case .blank: finish(&sink)
        case .punctuation, .ideograph:
            finish(&sink)
            copy(text, position, size)
            finish(&sink)
        case .other: takeChanged(scalar, &sink)
        }
    }

    @inline(__always)
    private mutating func copy(_ text: [UInt8], _ position: Int, _ size: Int) {
        scalarCount += 1
        guard scalarCount <= Self.maximumScalars else { return }
        for offset in 0..<size {
            let byte = text[position + offset]
            word[length + offset] = byte
            hash = ByteStringTable.hash(hash, byte)
        }
        length += size
    }

    private mutating func single<Sink: BERTWordSink>(_ scalar: Unicode.Scalar, _ sink: inout Sink) {
        append(scalar, order: 0)
        finish(&sink)
    }

    @inline(__always)
    private mutating func kind(_ scalar: Unicode.Scalar) -> Kind {
        guard scalar.value < Self.rememberedScalars else { return Self.kind(of: scalar, normalization) }
        if let known = Kind(rawValue: kinds[Int(scalar.value)]), known != .unseen { return known }
        let found = Self.kind(of: scalar, normalization)
        kinds[Int(scalar.value)] = found.rawValue
        return found
    }

    private static func kind(of scalar: Unicode.Scalar, _ normalization: BERTNormalization) -> Kind {
        if BERTScalars.isRemoved(scalar) { return .removed }
        if BERTScalars.isBlank(scalar) { return .blank }
        if normalization.stripAccents {
            if CanonicalDecompositions.shared.pieces(of: scalar.value) != nil { return .other }
            // Removed ones of combining class 0 keep marks from changing places.
            if BERTScalars.isAccent(scalar) { return BERTScalars.combiningClass(scalar) == 0 ? .other : .removed }
            if BERTScalars.combiningClass(scalar) != 0 { return .other }
        }
        if normalization.lowercase, scalar.properties.lowercaseMapping != String(scalar) { return .other }
        if normalization.splitsIdeographs, BERTScalars.isIdeograph(scalar) { return .ideograph }
        return BERTScalars.isPunctuation(scalar) ? .punctuation : .letter
    }

    // MARK: Scalars that become others

    private mutating func takeChanged<Sink: BERTWordSink>(_ scalar: Unicode.Scalar, _ sink: inout Sink) {
        let isApart = normalization.splitsIdeographs && BERTScalars.isIdeograph(scalar)
        if isApart { finish(&sink) }
        if normalization.stripAccents {
            if BERTScalars.combiningClass(scalar) == 0 { marks.removeAll(keepingCapacity: true) }
            for value in CanonicalDecompositions.shared.pieces(of: scalar.value) ?? [scalar.value] {
                guard let piece = Unicode.Scalar(value), !BERTScalars.isAccent(piece) else { continue }
                takeLowered(piece, order: BERTScalars.combiningClass(piece), &sink)
            }
        } else {
            takeLowered(scalar, order: 0, &sink)
        }
        if isApart { finish(&sink) }
    }

    private mutating func takeLowered<Sink: BERTWordSink>(_ scalar: Unicode.Scalar, order: UInt8, _ sink: inout Sink) {
        guard normalization.lowercase else { return takeFinal(scalar, order: order, &sink) }
        for lowered in scalar.properties.lowercaseMapping.unicodeScalars { takeFinal(lowered, order: order, &sink) }
    }

    private mutating func takeFinal<Sink: BERTWordSink>(_ scalar: Unicode.Scalar, order: UInt8, _ sink: inout Sink) {
        if BERTScalars.isPunctuation(scalar) {
            finish(&sink)
            single(scalar, &sink)
        } else {
            append(scalar, order: order)
        }
    }

    /// Puts the scalar behind the marks of its combining class or lower ones: canonical order.
    private mutating func append(_ scalar: Unicode.Scalar, order: UInt8) {
        let bytes = Array(String(scalar).utf8)
        scalarCount += 1
        guard scalarCount <= Self.maximumScalars else { return }
        if order == 0 { marks.removeAll(keepingCapacity: true) }
        let index = marks.firstIndex { $0.order > order } ?? marks.count
        let start = index < marks.count ? marks[index].start : length
        word.replaceSubrange(start..<length, with: bytes + word[start..<length])
        word.removeLast(bytes.count)
        length += bytes.count
        if order > 0 {
            for later in index..<marks.count { marks[later].start += bytes.count }
            marks.insert((order, start), at: index)
        }
        hash = ByteStringTable.hash(of: word, 0, length)
    }

    /// The scalar at `position` of valid UTF-8 and its length in bytes.
    @inline(__always)
    private func decode(_ bytes: [UInt8], at position: Int, _ end: Int) -> (Unicode.Scalar, Int) {
        let first = UInt32(bytes[position])
        let size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard position + size <= end else { return ("\u{FFFD}", end - position) }
        var value = first & (0x7F >> UInt32(size))
        for offset in 1..<size { value = value << 6 | UInt32(bytes[position + offset] & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", size)
    }
}
