/// Turns words into numbers of pieces: from the left, always the longest piece that the vocabulary has; a word that cannot be covered is one
/// unknown token. Words are remembered with their pieces, within bounds.
///
/// Source: Wu et al. 2016, arXiv:1609.08144, section 4.1 (the model); Devlin et al. 2019, arXiv:1810.04805 (greedy matching as used here).
struct WordPieceMatcher: Sendable, BERTWordSink {
    /// Bounds of what is remembered, which takes about 8 MB at most.
    private static let maximumRemembered = 1 << 16, maximumRememberedBytes = 2 << 20

    private let vocabulary: WordPieceVocabulary
    private let unknown: Int32
    /// Numbers of the pieces of all texts so far, and how many there may be.
    var tokens: [Int32] = []
    var limit = Int.max
    /// Index into `remembered` by word.
    private var words = ByteStringTable(minimumCapacity: 1 << 12)
    private var remembered: [(start: Int32, count: Int32)] = []
    private var pieces: [Int32] = []

    init(_ vocabulary: WordPieceVocabulary, unknown: Int32) {
        self.vocabulary = vocabulary
        self.unknown = unknown
    }

    var isFull: Bool { tokens.count >= limit }

    mutating func take(_ bytes: [UInt8], length: Int, hash: UInt64, scalarCount: Int) {
        guard scalarCount <= BERTWordReader.maximumScalars else { return tokens.append(unknown) }
        let known = words.value(of: bytes, 0, length, hash: hash)
        if known >= 0 {
            let (start, count) = remembered[Int(known)]
            for index in Int(start)..<Int(start + count) { tokens.append(pieces[index]) }
            return
        }
        let start = tokens.count
        match(bytes, length)
        guard remembered.count < Self.maximumRemembered, pieces.count + words.byteCount < Self.maximumRememberedBytes else { return }
        words.set(bytes, 0, length, hash: hash, to: Int32(remembered.count))
        remembered.append((Int32(pieces.count), Int32(tokens.count - start)))
        pieces += tokens[start...]
    }

    private mutating func match(_ bytes: [UInt8], _ length: Int) {
        let start = tokens.count
        var position = 0
        while position < length {
            guard let (piece, end) = longestPiece(bytes, position, length) else {
                tokens.removeLast(tokens.count - start)
                return tokens.append(unknown)
            }
            tokens.append(piece)
            position = end
        }
    }

    /// The longest piece that begins at `start`, and where it ends.
    private func longestPiece(_ bytes: [UInt8], _ start: Int, _ length: Int) -> (piece: Int32, end: Int)? {
        var hash = ByteStringTable.emptyHash
        var found: (piece: Int32, end: Int)?
        for end in (start + 1)..<(min(length, start + vocabulary.longest) + 1) {
            hash = ByteStringTable.hash(hash, bytes[end - 1])
            // Only whole scalars: the next byte begins one.
            if end < length, bytes[end] & 0xC0 == 0x80 { continue }
            let piece =
                start == 0
                ? vocabulary.initial.value(of: bytes, start, end, hash: hash)
                : vocabulary.continuing.value(of: bytes, start, end, hash: hash)
            if piece >= 0 { found = (piece, end) }
        }
        return found
    }
}
