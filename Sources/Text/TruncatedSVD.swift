import Randomness

/// The first singular triplets of a sparse matrix X (n × m), by subspace iteration from a random start whose numbers do not depend on the
/// run's seed: equal matrices give equal bits. In Double throughout.
///
/// Source: Halko, Martinsson and Tropp 2011, doi:10.1137/090771806, algorithms 4.4 and 5.1 (with the small problem solved through B Bᵀ).
public struct TruncatedSVD: Sendable {
    /// No more than asked for, nor than the rank that the matrix has numerically.
    public let rank: Int
    /// Descending, `rank` of them.
    public let singularValues: [Double]
    /// U Σ, row-major n × `rank`.
    public let projectedRows: [Float]

    /// Columns beyond the rank, which make the iteration converge faster.
    private static let oversampling = 16

    public init(_ matrix: SparseMatrix, rank: Int, iterations: Int) {
        let n = matrix.rowCount, m = matrix.columnCount
        let width = min(n, m, rank + Self.oversampling)
        guard width > 0 else {
            (self.rank, singularValues, projectedRows) = (0, [], [])
            return
        }
        var random = RandomStream(seed: 0, purpose: "tfidf-svd", position: 0)
        var start = ColumnBlock(rows: m, columns: width)
        start.fill { random.uniform() * 2 - 1 }
        var basis = start
        basis.orthonormalize()
        var image = ColumnBlock(rows: n, columns: width)
        for _ in 0..<iterations {
            image = basis.multiplied(by: matrix)
            image.orthonormalize()
            basis = image.multiplied(byTransposeOf: matrix)
            basis.orthonormalize()
        }
        image = basis.multiplied(by: matrix)
        image.orthonormalize()
        let small = image.multiplied(byTransposeOf: matrix)
        let (values, vectors) = SymmetricEigen.solve(small.gram, size: width)
        let order = values.indices.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
        let threshold = (values.max() ?? 0) * 1e-12
        let kept = order.prefix(rank).filter { values[$0] > threshold }
        self.rank = kept.count
        singularValues = kept.map { values[$0].squareRoot() }
        var rows = [Float](repeating: 0, count: n * kept.count)
        for (component, index) in kept.enumerated() {
            let weights = (0..<width).map { vectors[$0 * width + index] }
            let right = small.combined(weights), left = image.combined(weights)
            let scale = right[Self.largest(right)] < 0 ? -values[index].squareRoot() : values[index].squareRoot()
            for row in 0..<n { rows[row * kept.count + component] = Float(left[row] * scale) }
        }
        projectedRows = rows
    }

    /// The first index of the largest magnitude.
    private static func largest(_ vector: [Double]) -> Int {
        var best = 0
        for index in vector.indices where abs(vector[index]) > abs(vector[best]) { best = index }
        return best
    }
}
