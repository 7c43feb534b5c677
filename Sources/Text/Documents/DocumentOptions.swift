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
    public var model: String?
    public var pooling = TransformerOptions.PoolingChoice.mean
    public var textTokens: Int? = 128

    public init() {}

    /// The pretrained encoder that reads the texts, if any. Vectors of whole texts have length 1.
    public var transformer: TransformerEncoder? {
        guard let model else { return nil }
        var options = TransformerOptions()
        (options.model, options.pooling, options.maxTokens) = (model, pooling, textTokens)
        return TransformerEncoder(options: options)
    }

    public static let fields: [Field<Self>] = [
        Field("max_tokens", \.maxTokens, in: 1...4096, "tokens L of a document at most; of texts with a vector each: texts"),
        Field(
            "review_tokens", \.reviewTokens, in: 1...4096,
            "take the first so many tokens of each review; null: all. With a model that has read the whole of it"),
        Field("min_count", \.minCount, in: 1...1_000_000_000, "tokens that the documents' texts hold less often become unknown"),
        Field("vocabulary_size", \.vocabularySize, in: 1...1_000_000_000, "keep the so many most frequent tokens; null: all"),
        Field(
            "item_text", \.itemText,
            "an item's document: metadata (tokenized item.* fields), reviews, both (in this order), or auto: metadata where there is any, "
                + "else reviews"),
        Field(
            "rating_tokens", \.ratingTokens,
            "each review begins with a token for its rating; with a model the rating has a learned vector that is added to the review's"),
        Field(
            "leaky", \.leaky,
            "as in much of the literature: documents of all reviews, those of the validation and test parts and the one whose rating is "
                + "predicted included. Results then say nothing about the future"),
        Field(
            "model", \.model, type: .optional(.path),
            "folder of a pretrained encoder (as of encoder 'transformer'), whose vectors take the place of learned ones; null: none"),
        Field("pooling", \.pooling, "with a model: one vector a text, the mean of its tokens' or the first's ([CLS]); tokens: one a token"),
        Field(
            "text_tokens", \.textTokens, in: 1...1_000_000,
            "with a model: tokens of each text that it reads, special ones counted; null: what it can read"),
    ]
}
