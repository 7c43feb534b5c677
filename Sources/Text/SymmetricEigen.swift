/// Eigenvalues and eigenvectors of a symmetric matrix, by cyclic Jacobi rotations.
/// Source: Golub and Van Loan, Matrix Computations, 4th ed., algorithm 8.5.3.
enum SymmetricEigen {
    /// - Returns: values, and vectors as the columns of a row-major matrix.
    static func solve(_ matrix: [Double], size: Int) -> (values: [Double], vectors: [Double]) {
        var a = matrix
        var vectors = [Double](repeating: 0, count: size * size)
        for index in 0..<size { vectors[index * size + index] = 1 }
        let total = a.reduce(0) { $0 + $1 * $1 }
        for _ in 0..<60 {
            var off = 0.0
            for row in 0..<size { for column in 0..<row { off += 2 * a[row * size + column] * a[row * size + column] } }
            if off <= total * 1e-30 { break }
            for p in 0..<size { for q in (p + 1)..<max(size, p + 1) { rotate(&a, &vectors, size, p, q) } }
        }
        return ((0..<size).map { a[$0 * size + $0] }, vectors)
    }

    private static func rotate(_ a: inout [Double], _ vectors: inout [Double], _ size: Int, _ p: Int, _ q: Int) {
        let apq = a[p * size + q]
        guard apq != 0 else { return }
        let theta = (a[q * size + q] - a[p * size + p]) / (2 * apq)
        let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot(), s = t * c
        for k in 0..<size {
            let kp = a[k * size + p], kq = a[k * size + q]
            a[k * size + p] = c * kp - s * kq
            a[k * size + q] = s * kp + c * kq
        }
        for k in 0..<size {
            let pk = a[p * size + k], qk = a[q * size + k]
            a[p * size + k] = c * pk - s * qk
            a[q * size + k] = s * pk + c * qk
        }
        for k in 0..<size {
            let kp = vectors[k * size + p], kq = vectors[k * size + q]
            vectors[k * size + p] = c * kp - s * kq
            vectors[k * size + q] = s * kp + c * kq
        }
    }
}
