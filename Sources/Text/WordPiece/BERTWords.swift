/// The words of texts that word pieces are made of: normalised, apart from blanks, each punctuation mark and ideograph by itself.
public struct BERTWords: Sendable {
    private struct Collector: BERTWordSink {
        var words: [String] = []
        var isFull: Bool { false }

        mutating func take(_ bytes: [UInt8], length: Int, hash: UInt64, scalarCount: Int) {
            words.append(String(decoding: bytes[..<length], as: UTF8.self))
        }
    }

    private var reader: BERTWordReader

    public init(_ normalization: BERTNormalization) { reader = BERTWordReader(normalization) }

    /// Words of more than 100 scalars are cut.
    public mutating func words(of text: String) -> [String] {
        let bytes = Array(text.utf8)
        var collector = Collector()
        reader.read(bytes, 0, bytes.count, into: &collector)
        return collector.words
    }
}
