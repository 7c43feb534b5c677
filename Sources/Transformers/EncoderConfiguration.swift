/// What `config.json` says of an encoder, in one set of words for all families. Sizes are positive and bounded.
public struct EncoderConfiguration: Hashable, Sendable {
    public enum Family: String, Sendable, CaseIterable {
        case bert, distilbert, t5
    }

    public enum Activation: String, Sendable {
        /// max(0, x)
        case relu
        /// x Φ(x)
        case gelu
        /// The approximation of it by tanh.
        case geluTanh
    }

    public var family: Family
    /// Rows V of the table of token vectors.
    public var vocabularySize: Int
    /// Width D of a token's vector.
    public var dimension: Int
    public var layers: Int
    public var heads: Int
    /// Width of one head; heads · headDimension need not be D in the T5 family.
    public var headDimension: Int
    /// Width of the hidden layer of the feed-forward part.
    public var feedForward: Int
    public var activation: Activation
    /// The feed-forward part multiplies the activation by a second product (T5 v1.1, mT5).
    public var isGated = false
    public var normEpsilon: Float
    /// Tokens at most; nil where positions are relative and any number will do.
    public var maximumTokens: Int?
    /// Kinds of segments; 0 where the family knows none.
    public var segmentTypes = 0
    /// Of the relative positions (T5): buckets, and the distance beyond which all share the last one.
    public var positionBuckets = 0
    public var maximumDistance = 0

    /// Width of all heads together.
    public var attentionWidth: Int { heads * headDimension }
}
