/// Numbers of a text's word pieces.
struct WordPieceEncoder: Sendable {
    private var reader: BERTWordReader
    private var matcher: WordPieceMatcher
    private let specials: SpecialTokenSplitter

    init(_ vocabulary: WordPieceVocabulary, unknown: Int32, specials: SpecialTokenSplitter, _ normalization: BERTNormalization) {
        self.specials = specials
        reader = BERTWordReader(normalization)
        matcher = WordPieceMatcher(vocabulary, unknown: unknown)
    }

    /// Of all texts so far.
    var tokens: [Int32] { matcher.tokens }
    var count: Int { matcher.tokens.count }

    mutating func append(token: Int32) { matcher.tokens.append(token) }

    /// Appends the text's pieces, `maximum` at most.
    mutating func append(_ text: String, maximum: Int) {
        let start = matcher.tokens.count
        let limit = maximum > Int.max - start ? Int.max : start + maximum
        matcher.limit = limit
        let bytes = Array(text.utf8)
        var position = 0
        while position < bytes.count, !matcher.isFull {
            let special = specials.next(in: bytes, from: position)
            reader.read(bytes, position, special?.start ?? bytes.count, into: &matcher)
            position = special?.end ?? bytes.count
            if let special, !matcher.isFull { matcher.tokens.append(special.number) }
        }
        if matcher.tokens.count > limit { matcher.tokens.removeLast(matcher.tokens.count - limit) }
    }
}
