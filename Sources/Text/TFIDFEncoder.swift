import Parameters

public struct TFIDFOptions: ParameterRecord {
    public enum Norm: String, ParameterChoice { case l2, none }

    public var dimension: Int?
    public var sublinearTF = false
    public var smoothIDF = true
    public var norm = Norm.l2
    public init() {}

    public static let fields: [Field<Self>] = [
        Field("dimension", \.dimension, in: 1...10_000_000, "features at most: the tokens that most texts hold; null: all tokens"),
        Field("sublinear_tf", \.sublinearTF, "count c of a token in a text weighs 1 + ln c instead of c"),
        Field("smooth_idf", \.smoothIDF, "count one more text that holds every token, so that no weight is infinite or zero"),
        Field("norm", \.norm, "l2: rows of Euclidean length 1"),
    ]
}

/// Term frequency times inverse document frequency: x[r, t] = tf · idf(t), with idf(t) = ln((1 + n) / (1 + df(t))) + 1 for n texts
/// of which df(t) hold t (without smoothing ln(n / df(t)) + 1), rows then scaled to Euclidean length 1.
/// A text without tokens is a row of zeros.
/// Source: Salton and Buckley 1988, doi:10.1016/0306-4573(88)90021-0; variants and defaults as in scikit-learn's TfidfVectorizer.
public struct TFIDFEncoder: Encoder {
    public static let id = "tfidf"
    public static let version = 1
    public static let documentation = "sparse TF-IDF features, as scikit-learn's TfidfVectorizer computes them"
    public let options: TFIDFOptions

    public init(options: TFIDFOptions) { self.options = options }

    public func fitTransform(tokens: TokenMatrix, vocabularySize: Int, special: SpecialTokens = .counted) -> SparseMatrix {
        fit(tokens: tokens, vocabularySize: vocabularySize, special: special).transform(tokens)
    }

    /// Chooses features and their weights from these rows alone.
    public func fit(tokens: TokenMatrix, vocabularySize: Int, special: SpecialTokens = .counted) -> TFIDFModel {
        var frequencies = [Int](repeating: 0, count: vocabularySize)
        var lastRow = [Int](repeating: -1, count: vocabularySize)
        for row in 0..<tokens.rowCount {
            for token in tokens[row] where lastRow[Int(token)] != row {
                lastRow[Int(token)] = row
                frequencies[Int(token)] += 1
            }
        }
        for token in special.all where Int(token) < vocabularySize { frequencies[Int(token)] = 0 }
        var features = frequencies.indices.filter { frequencies[$0] > 0 }
        if let dimension = options.dimension, dimension < features.count {
            features.sort { (frequencies[$1], $0) < (frequencies[$0], $1) }
            features = features.prefix(dimension).sorted()
        }
        let added = options.smoothIDF ? 1.0 : 0.0
        let weights = features.map { token in
            naturalLogarithm((Double(tokens.rowCount) + added) / (Double(frequencies[token]) + added)) + 1
        }
        return TFIDFModel(
            featureTokens: features.map { Int32($0) }, inverseDocumentFrequencies: weights, vocabularySize: vocabularySize,
            options: options)
    }
}
