import Datasets
import Parameters

/// Documents of users and items, for models that read texts (`dcn`).
///
/// Only what a model may know goes in: a user's document holds the reviews of the user's training interactions, newest first, an item's its
/// own text or the reviews of its training interactions; and while a training interaction is learned, its own review is in neither.
/// The vocabulary is counted over these texts alone, its numbers given by count and spelling: whatever is written in a review of the
/// validation or test part, the bytes that this makes are the same. With `leaky` all reviews are in, and nothing is left out.
public struct DocumentsEncoder: Sendable {
    public static let id = "documents"
    public static let documentation = "a text for each user and item, of training reviews and descriptions, for models that read them"
    public static let version = 1
    public let options: DocumentOptions

    public init(options: DocumentOptions) { self.options = options }

    /// What documents are made of.
    public struct Input: Sendable {
        /// Token ids of each interaction's review, and their spellings.
        public var reviews: IndexRows
        /// Token ids of each item's own text.
        public var items: IndexRows
        public var vocabulary: [String]
        public var special: SpecialTokens
        /// All interactions, row by row as their reviews.
        public var interactions: Interactions
        public var train: Interactions
        public var userCount: Int
        public var itemCount: Int

        public init(
            reviews: IndexRows, items: IndexRows, vocabulary: [String], special: SpecialTokens = .counted, interactions: Interactions,
            train: Interactions, userCount: Int, itemCount: Int
        ) {
            self.reviews = reviews
            self.items = items
            self.vocabulary = vocabulary
            self.special = special
            self.interactions = interactions
            self.train = train
            self.userCount = userCount
            self.itemCount = itemCount
        }
    }

    public struct Result: Sendable {
        public var documents: ReviewDocuments
        /// The spelling of each token id.
        public var vocabulary: [String]
        /// Training interactions whose review cannot be told from another one's, which stay without text.
        public var ambiguous: Int

        public init(documents: ReviewDocuments, vocabulary: [String], ambiguous: Int) {
            self.documents = documents
            self.vocabulary = vocabulary
            self.ambiguous = ambiguous
        }
    }

    public func encode(_ input: Input) -> Result {
        let known = KnownReviews(input, options)
        let texts = known.sources.indices.map { review in text(known.sources[review], known.interactions.ratings[review], input) }
        let items = (0..<input.itemCount).map { item in
            options.itemText == .reviews || item >= input.items.count ? [] : spellings(input.items[item], input)
        }
        let vocabulary = vocabulary(texts, items)
        let numbers = Dictionary(zip(vocabulary, Int32(0)...)) { first, _ in first }
        func numbered(_ texts: [[String]]) -> IndexRows {
            var rows = IndexRows()
            for text in texts { rows.append(text.map { numbers[$0] ?? SpecialTokens.counted.unknown }) }
            return rows
        }
        let documents = documents(input, known, reviews: numbered(texts), items: numbered(items), vocabularySize: vocabulary.count)
        return Result(documents: documents, vocabulary: vocabulary, ambiguous: known.ambiguous)
    }

    /// The lists of reviews, once it is known what each review and each item's own text is.
    func documents(
        _ input: Input, _ known: KnownReviews, reviews: IndexRows, items: IndexRows, vocabularySize: Int, frozen: FrozenUnits? = nil
    ) -> ReviewDocuments {
        let interactions = known.interactions, order = newestFirst(interactions)
        return ReviewDocuments(
            vocabularySize: vocabularySize, maxTokens: options.maxTokens, reviews: reviews,
            userReviews: grouped(order, by: interactions.users, count: input.userCount) { _ in true },
            itemReviews: grouped(order, by: interactions.items, count: input.itemCount) { item in
                switch options.itemText {
                case .metadata: false
                case .auto: items[item].isEmpty
                case .reviews, .both: true
                }
            },
            itemTexts: items, ownReviews: options.leaky ? input.train.users.map { _ in -1 } : interactions.users.indices.map(Int32.init),
            frozen: frozen)
    }

    private func text(_ source: Int?, _ rating: Float, _ input: Input) -> [String] {
        let words = source.map { Array(spellings(input.reviews[$0], input).prefix(options.reviewTokens ?? Int.max)) } ?? []
        return options.ratingTokens ? [Self.mark(rating)] + words : words
    }

    /// What stands for a rating.
    static func mark(_ rating: Float) -> String { "[rating \(Int(rating.rounded()))]" }

    /// Without padding and the frame that some tokenizers give a text.
    private func spellings(_ tokens: ArraySlice<Int32>, _ input: Input) -> [String] {
        let frame = [input.special.padding, input.special.begin, input.special.end]
        return tokens.filter { !frame.contains($0) }.map { token in
            token == input.special.unknown || !input.vocabulary.indices.contains(Int(token)) ? Self.unknown : input.vocabulary[Int(token)]
        }
    }

    private static let unknown = "[UNK]", padding = "[PAD]"

    /// Spellings by falling count, equal ones by their bytes, after padding and unknown.
    private func vocabulary(_ texts: [[String]], _ items: [[String]]) -> [String] {
        var counts: [String: Int] = [:]
        for text in texts { for word in text { counts[word, default: 0] += 1 } }
        for text in items { for word in text { counts[word, default: 0] += 1 } }
        for special in [Self.padding, Self.unknown] { counts[special] = nil }
        return Vocabulary(counts: counts, minimumFrequency: options.minCount, maximumSize: options.vocabularySize).tokens
    }

    /// Rows by falling time; unknown times last, equal ones in their order.
    private func newestFirst(_ interactions: Interactions) -> [Int] {
        interactions.users.indices.sorted {
            let (left, right) = (interactions.timestamps[$0], interactions.timestamps[$1])
            return left == right ? $0 < $1 : left > right
        }
    }

    private func grouped(_ order: [Int], by column: [Int32], count: Int, where isWanted: (Int) -> Bool) -> IndexRows {
        var lists = [[Int32]](repeating: [], count: count)
        for row in order where isWanted(Int(column[row])) { lists[Int(column[row])].append(Int32(row)) }
        var rows = IndexRows()
        for list in lists { rows.append(list) }
        return rows
    }
}
