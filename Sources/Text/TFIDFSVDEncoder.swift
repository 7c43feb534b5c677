import Parameters
import Randomness

public struct TFIDFSVDOptions: ParameterRecord {
    public var dimension = 128
    public var features: Int?
    public var sublinearTF = false
    public var iterations = 10
    public init() {}

    public static let fields: [Field<Self>] = [
        Field("dimension", \.dimension, in: 1...512, "size D of the vectors; fewer where the texts have a lower rank"),
        Field("features", \.features, in: 1...10_000_000, "tokens to weigh at most: those that most texts hold; null: all"),
        Field("sublinear_tf", \.sublinearTF, "count c of a token in a text weighs 1 + ln c instead of c"),
        Field("iterations", \.iterations, in: 1...200, "passes over the matrix: more are closer to the exact decomposition"),
    ]
}

/// Latent semantic analysis: the rows of U Σ of the truncated singular value decomposition X ≈ U Σ Vᵀ of the TF-IDF matrix
/// (n texts × m tokens), D numbers a text. Signs are such that the largest entry of each right singular vector is positive.
/// Source: Deerwester et al. 1990, doi:10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9; what scikit-learn's TruncatedSVD of a
/// TfidfVectorizer's output gives.
public struct TFIDFSVDEncoder: Encoder {
    public static let id = "tfidf-svd"
    public static let version = 1
    public static let documentation = "dense vectors: the truncated singular value decomposition of TF-IDF (latent semantic analysis)"
    public let options: TFIDFSVDOptions

    public init(options: TFIDFSVDOptions) { self.options = options }

    public var isDense: Bool { true }

    public func fitTransform(tokens: TokenMatrix, vocabularySize: Int, special: SpecialTokens) -> SparseMatrix {
        var weights = TFIDFOptions()
        weights.dimension = options.features
        weights.sublinearTF = options.sublinearTF
        let matrix = TFIDFEncoder(options: weights).fitTransform(tokens: tokens, vocabularySize: vocabularySize, special: special)
        let decomposition = TruncatedSVD(matrix, rank: options.dimension, iterations: options.iterations)
        let width = decomposition.rank
        return SparseMatrix(
            offsets: (0...matrix.rowCount).map { $0 * width }, columns: (0..<matrix.rowCount).flatMap { _ in 0..<Int32(width) },
            values: decomposition.projectedRows, columnCount: width)
    }
}
