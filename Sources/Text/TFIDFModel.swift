import Glibc

func naturalLogarithm(_ x: Double) -> Double { log(x) }

/// Fitted TF-IDF features.
public struct TFIDFModel: Sendable {
    /// Token of each feature column, ascending: columns are in vocabulary order.
    public let featureTokens: [Int32]
    /// Weight of each column.
    public let inverseDocumentFrequencies: [Double]
    private let options: TFIDFOptions
    /// Column of each token, −1 for none.
    private let columnOfToken: [Int32]

    init(featureTokens: [Int32], inverseDocumentFrequencies: [Double], vocabularySize: Int, options: TFIDFOptions) {
        self.featureTokens = featureTokens
        self.inverseDocumentFrequencies = inverseDocumentFrequencies
        self.options = options
        var columnOfToken = [Int32](repeating: -1, count: vocabularySize)
        for (column, token) in featureTokens.enumerated() { columnOfToken[Int(token)] = Int32(column) }
        self.columnOfToken = columnOfToken
    }

    /// Features of each row; tokens that are no features are left out, and count for nothing in a row's length.
    public func transform(_ tokens: TokenMatrix) -> SparseMatrix {
        var matrix = SparseMatrix(columnCount: featureTokens.count)
        var counts = [Int](repeating: 0, count: featureTokens.count)
        var touched: [Int32] = []
        for row in 0..<tokens.rowCount {
            for token in tokens[row] {
                let column = columnOfToken[Int(token)]
                guard column >= 0 else { continue }
                if counts[Int(column)] == 0 { touched.append(column) }
                counts[Int(column)] += 1
            }
            touched.sort()
            append(touched, counts, to: &matrix)
            for column in touched { counts[Int(column)] = 0 }
            touched.removeAll(keepingCapacity: true)
        }
        return matrix
    }

    private func append(_ columns: [Int32], _ counts: [Int], to matrix: inout SparseMatrix) {
        let weights = columns.map { column in
            let count = Double(counts[Int(column)])
            return (options.sublinearTF ? 1 + naturalLogarithm(count) : count) * inverseDocumentFrequencies[Int(column)]
        }
        let length = options.norm == .l2 ? weights.reduce(0) { $0 + $1 * $1 }.squareRoot() : 1
        matrix.columns += columns
        matrix.values += weights.map { Float($0 / length) }
        matrix.offsets.append(matrix.columns.count)
    }
}
