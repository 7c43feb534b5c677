/// Numbers of the tokens that stand for no text. Where a model needs none of a kind, there is none.
public struct SpecialTokens: Hashable, Sendable {
    /// Fills short rows up.
    public var padding: Int32
    /// Stands for what the vocabulary lacks.
    public var unknown: Int32
    /// Before each text, such as BERT's `[CLS]`.
    public var begin: Int32?
    /// After each text, such as BERT's `[SEP]` and T5's `</s>`.
    public var end: Int32?

    public init(padding: Int32, unknown: Int32, begin: Int32? = nil, end: Int32? = nil) {
        self.padding = padding
        self.unknown = unknown
        self.begin = begin
        self.end = end
    }

    /// Those of vocabularies that are counted here: 0 and 1.
    public static let counted = SpecialTokens(padding: 0, unknown: 1)

    public var all: [Int32] { [padding, unknown] + [begin, end].compactMap { $0 } }
}
