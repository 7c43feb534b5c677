/// Eigenvalues and orthonormal eigenvectors (columns) of a symmetric matrix, by cyclic Jacobi rotations.
///
/// Source: Golub, Van Loan 2013, "Matrix computations", section 8.5.
struct SymmetricEigen {
    private(set) var values: [Double]
    private(set) var vectors: [[Double]]

    init(_ matrix: [[Double]]) {
        var a = matrix
        let size = a.count
        var v = (0..<size).map { row in (0..<size).map { $0 == row ? 1.0 : 0 } }
        for _ in 0..<30 {
            var off = 0.0, diagonal = 0.0
            for row in 0..<size {
                diagonal += a[row][row] * a[row][row]
                for column in 0..<row { off += a[row][column] * a[row][column] }
            }
            if off <= 1e-28 * diagonal || !off.isFinite { break }
            for p in 0..<size { for q in (p + 1)..<max(size, p + 1) where a[p][q] != 0 { SymmetricEigen.rotate(&a, &v, p, q) } }
        }
        values = (0..<size).map { a[$0][$0] }
        vectors = v
    }

    private static func rotate(_ a: inout [[Double]], _ v: inout [[Double]], _ p: Int, _ q: Int) {
        let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
        let t = (theta >= 0 ? 1.0 : -1) / (abs(theta) + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot(), s = t * c
        for k in a.indices {
            let x = a[k][p], y = a[k][q]
            a[k][p] = c * x - s * y
            a[k][q] = s * x + c * y
        }
        for k in a.indices {
            let x = a[p][k], y = a[q][k]
            a[p][k] = c * x - s * y
            a[q][k] = s * x + c * y
        }
        for k in v.indices {
            let x = v[k][p], y = v[k][q]
            v[k][p] = c * x - s * y
            v[k][q] = s * x + c * y
        }
    }
}
