import Parameters

public struct WordTokenizerOptions: ParameterRecord {
    public var fields = ["item.title"]
    public var lowercase = true
    public var minFrequency = 1
    public var maxTokens: Int?
    public var vocabularySize: Int?
    public init() {}

    public static let fields: [Field<Self>] = [
        Field(
            "fields", \.fields, type: .list(of: .string, count: 1...64), "texts to tokenize, joined in this order: item.title, item.genres"
        ),
        Field("lowercase", \.lowercase, "map letters to lower case"),
        Field("min_frequency", \.minFrequency, in: 1...1_000_000_000, "rarer tokens become unknown"),
        Field("max_tokens", \.maxTokens, in: 1...1_000_000, "keep the first so many tokens of each text; null: all"),
        Field("vocabulary_size", \.vocabularySize, in: 1...1_000_000_000, "keep the so many most frequent tokens; null: all"),
    ]
}

/// Words by rules close to UAX #29 (unicode.org/reports/tr29), see `WordSegmenter`.
public struct WordTokenizer: Tokenizer {
    public static let id = "word"
    public static let documentation = "words by Unicode rules: runs of letters and digits, inner apostrophes kept, ideographs one by one"
    public static let version = 1
    public let options: WordTokenizerOptions

    public init(options: WordTokenizerOptions) { self.options = options }

    public var fields: [String] { options.fields }

    /// All words of a text, in order.
    public func tokenize(_ text: String) -> [String] {
        var segmenter = WordSegmenter(lowercase: options.lowercase)
        var tokens: [String] = []
        segmenter.forEachWord(in: text) { tokens.append($0) }
        return tokens
    }

    /// Counts every token of the texts, also those beyond `max_tokens`.
    public func fit(_ texts: [String]) -> Vocabulary {
        var segmenter = WordSegmenter(lowercase: options.lowercase)
        var counts: [String: Int] = [:]
        for text in texts { segmenter.forEachWord(in: text) { counts[$0, default: 0] += 1 } }
        return Vocabulary(counts: counts, minimumFrequency: options.minFrequency, maximumSize: options.vocabularySize)
    }

    /// Token ids of each text; words that the vocabulary lacks become its unknown token.
    public func encode(_ texts: [String], vocabulary: Vocabulary) -> TokenMatrix {
        var segmenter = WordSegmenter(lowercase: options.lowercase)
        var matrix = TokenMatrix()
        let limit = options.maxTokens ?? Int.max
        for text in texts {
            let start = matrix.tokens.count
            segmenter.forEachWord(in: text) {
                if matrix.tokens.count - start < limit { matrix.tokens.append(vocabulary.number(of: $0)) }
            }
            matrix.offsets.append(matrix.tokens.count)
        }
        return matrix
    }

    public func prepare(_ texts: [String], files: (String) throws -> String) -> any PreparedTokenizer {
        PreparedWordTokenizer(tokenizer: self, vocabulary: fit(texts))
    }
}

struct PreparedWordTokenizer: PreparedTokenizer {
    let tokenizer: WordTokenizer
    let vocabulary: Vocabulary

    func tokenize(_ text: String) -> [String] { tokenizer.tokenize(text) }
    func encode(_ texts: [String]) -> TokenMatrix { tokenizer.encode(texts, vocabulary: vocabulary) }
}
