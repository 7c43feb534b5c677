import Datasets
import Safetensors

/// Documents of units with a pretrained encoder's vectors. A review is one unit (`pooling: mean` or `cls`) or one unit a token; equal texts
/// share vectors. Which vectors there are, and their order, follows from the texts that the documents hold alone: what is written in a
/// review of the test part changes nothing here either.
extension DocumentsEncoder {
    /// The texts that an encoder is to read: of the reviews that may be known, then of the items; empty where there is none or none is
    /// used.
    public func texts(_ input: Input) -> TokenMatrix {
        var rows = TokenMatrix()
        func add(_ tokens: ArraySlice<Int32>) {
            rows.tokens += tokens
            rows.offsets.append(rows.tokens.count)
        }
        for source in KnownReviews(input, options).sources { add(source.map { input.reviews[$0] } ?? []) }
        for item in 0..<input.itemCount { add(item >= input.items.count || !usesText(of: item, input) ? [] : input.items[item]) }
        return rows
    }

    /// An item without text is a frame of special tokens to an encoder; it is none here.
    private func usesText(of item: Int, _ input: Input) -> Bool {
        options.itemText != .reviews && input.items[item].contains { !frame(input).contains($0) }
    }

    private func frame(_ input: Input) -> [Int32?] { [input.special.padding, input.special.begin, input.special.end] }

    /// A vector of an encoder: that of a whole text (`token` nil), or of one of its tokens.
    public struct UnitVector: Hashable, Sendable {
        public var text: Int32
        public var token: Int?
    }

    public struct FrozenResult: Sendable {
        /// Without the vectors themselves.
        public var documents: ReviewDocuments
        /// Where row r of the vectors comes from.
        public var vectors: [UnitVector]
        /// What each unit says.
        public var spellings: [String]
        public var ambiguous: Int
    }

    /// `tokens` are the rows of `texts` as the encoder read them; `numbers` says which different text each is.
    public func encode(_ input: Input, tokens: TokenMatrix, numbers: [Int32]) -> FrozenResult {
        let known = KnownReviews(input, options), reviewCount = known.sources.count
        var units = UnitList(marks: marks(known))
        func rows(_ range: Range<Int>, mark: (Int) -> String) -> IndexRows {
            var result = IndexRows()
            for row in range {
                let mark = options.ratingTokens ? mark(row) : nil
                result.append(unitRow(tokens[row], numbers[row], mark, row < reviewCount ? options.reviewTokens : nil, input, &units))
            }
            return result
        }
        let reviews = rows(0..<reviewCount) { Self.mark(known.interactions.ratings[$0]) }
        let items = rows(reviewCount..<reviewCount + input.itemCount) { _ in Self.ownText }
        let frozen = FrozenUnits(
            vectors: HalfRows([], columns: 0), rows: units.rows, marks: units.markOfUnit, markCount: units.marks.count)
        let documents = documents(input, known, reviews: reviews, items: items, vocabularySize: units.rows.count, frozen: frozen)
        return FrozenResult(documents: documents, vectors: units.vectors, spellings: units.spellings, ambiguous: known.ambiguous)
    }

    private static let ownText = "[text]"

    /// Marks by their numbers.
    private func marks(_ known: KnownReviews) -> [String] {
        options.ratingTokens ? (Set(known.interactions.ratings.map(Self.mark)).union([Self.ownText])).sorted() : []
    }

    /// The units of a text.
    private func unitRow(
        _ tokens: ArraySlice<Int32>, _ text: Int32, _ mark: String?, _ limit: Int?, _ input: Input, _ units: inout UnitList
    ) -> [Int32] {
        let frame = frame(input)
        let kept = tokens.indices.filter { !frame.contains(tokens[$0]) }
        if options.pooling != .tokens {
            guard !tokens.isEmpty else { return [] }
            let words = TokenSpelling.text(kept.map { spelling(tokens[$0], input) })
            return [units.add(UnitVector(text: text, token: nil), mark, spelling: mark.map { "\($0) \(words)" } ?? words)]
        }
        return kept.prefix(limit ?? Int.max).map { place in
            units.add(
                UnitVector(text: text, token: place - tokens.startIndex), mark, spelling: TokenSpelling.line(spelling(tokens[place], input))
            )
        }
    }

    private func spelling(_ token: Int32, _ input: Input) -> String {
        input.vocabulary.indices.contains(Int(token)) ? input.vocabulary[Int(token)] : "[UNK]"
    }
}

/// Units as they come, each vector once.
private struct UnitList {
    let marks: [String]
    private(set) var rows: [Int32] = []
    private(set) var markOfUnit: [Int32] = []
    private(set) var spellings: [String] = []
    private(set) var vectors: [DocumentsEncoder.UnitVector] = []
    private var known: [DocumentsEncoder.UnitVector: Int32] = [:]
    private let numbers: [String: Int32]

    init(marks: [String]) {
        self.marks = marks
        numbers = Dictionary(zip(marks, Int32(0)...)) { first, _ in first }
    }

    mutating func add(_ vector: DocumentsEncoder.UnitVector, _ mark: String?, spelling: String) -> Int32 {
        let row = known[vector] ?? Int32(truncatingIfNeeded: vectors.count)
        if known.updateValue(row, forKey: vector) == nil { vectors.append(vector) }
        rows.append(row)
        if let mark { markOfUnit.append(numbers[mark] ?? 0) }
        spellings.append(spelling)
        return Int32(truncatingIfNeeded: rows.count - 1)
    }
}

/// Tokens as people read them.
enum TokenSpelling {
    /// On one line.
    static func line(_ token: String) -> String { String(token.map { $0.isNewline ? " " : $0 }) }

    /// Pieces joined to a text: `##` (WordPiece) continues a word, `▁` (SentencePiece) begins one.
    static func text(_ tokens: [String]) -> String {
        let joined =
            tokens.contains { $0.contains("▁") }
            ? tokens.joined().replacing("▁", with: " ") : tokens.joined(separator: " ").replacing(" ##", with: "")
        return String(line(joined).drop { $0 == " " })
    }
}
