import Parameters

/// What an item's document is made of.
public enum ItemText: String, ParameterChoice, Sendable {
    /// The item's own text where it has one, else its reviews.
    case auto
    case metadata, reviews
    /// The item's own text, then its reviews.
    case both
}

public struct DocumentOptions: ParameterRecord {
    public var maxTokens = 128
    public var reviewTokens: Int?
    public var minCount = 2
    public var vocabularySize: Int? = 20_000
    public var itemText = ItemText.auto
    public var ratingTokens = false
    public var leaky = false

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("max_tokens", \.maxTokens, in: 1...4096, "tokens L of a document at most"),
        Field("review_tokens", \.reviewTokens, in: 1...4096, "take the first so many tokens of each review; null: all"),
        Field("min_count", \.minCount, in: 1...1_000_000_000, "tokens that the documents' texts hold less often become unknown"),
        Field("vocabulary_size", \.vocabularySize, in: 1...1_000_000_000, "keep the so many most frequent tokens; null: all"),
        Field(
            "item_text", \.itemText,
            "an item's document: metadata (tokenized item.* fields), reviews, both (in this order), or auto: metadata where there is any, "
                + "else reviews"),
        Field("rating_tokens", \.ratingTokens, "each review begins with a token for its rating"),
        Field(
            "leaky", \.leaky,
            "as in much of the literature: documents of all reviews, those of the validation and test parts and the one whose rating is "
                + "predicted included. Results then say nothing about the future"),
    ]
}
