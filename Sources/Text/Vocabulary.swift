/// Tokens and their numbers. A counted vocabulary has padding at 0, unknown at 1, then tokens by falling frequency, equal ones by their
/// UTF-8 bytes; one from a file keeps the file's numbers.
/// Spellings that are canonically equivalent in Unicode (é as one scalar or two) are one token, kept as first seen.
public struct Vocabulary: Hashable, Sendable {
    /// Text of each number. Those of special tokens are no words: `[PAD]`, `[UNK]`.
    public let tokens: [String]
    /// Occurrences of each in the fitted texts; 0 for padding; for unknown, those of all tokens that were left out. Empty where
    /// the vocabulary was not counted.
    public let frequencies: [Int]
    public let special: SpecialTokens
    private let numbers: [String: Int32]

    /// - Parameters:
    ///   - minimumFrequency: tokens with fewer occurrences are left out.
    ///   - maximumSize: at most so many tokens, the most frequent ones, besides padding and unknown.
    public init(counts: [String: Int], minimumFrequency: Int = 1, maximumSize: Int? = nil) {
        let frequent = counts.filter { $0.value >= minimumFrequency }.sorted {
            $0.value != $1.value ? $0.value > $1.value : $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
        }
        let kept = frequent.prefix(maximumSize ?? Int.max)
        let leftOut = counts.values.reduce(0, +) - kept.reduce(0) { $0 + $1.value }
        self.init(tokens: ["[PAD]", "[UNK]"] + kept.map(\.key), frequencies: [0, leftOut] + kept.map(\.value))
    }

    /// As read back from an artifact: `tokens` begins with padding and unknown, both arrays are of one length.
    public init(tokens: [String], frequencies: [Int]) {
        self.tokens = tokens
        self.frequencies = frequencies
        special = .counted
        numbers = Dictionary(zip(tokens, Int32(0)...).dropFirst(2)) { first, _ in first }
    }

    /// Of a tokenizer that numbers its tokens itself: `number(of:)` knows none of them.
    public init(tokens: [String], special: SpecialTokens) {
        self.tokens = tokens
        self.special = special
        frequencies = []
        numbers = [:]
    }

    public var count: Int { tokens.count }

    /// The token's number, that of unknown where it has none.
    public func number(of token: String) -> Int32 { numbers[token] ?? special.unknown }
}
