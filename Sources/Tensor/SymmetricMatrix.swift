import CBLAS

/// Symmetric positive-definite matrices by OpenBLAS, on the calling thread only (results must not depend on how many threads there are).
/// A matrix is n × n, row-major; its upper triangle (row ≤ column) is read and written, the rest left alone unless said.
extension BLAS {
    /// c ← factor · Σ_r x_r x_rᵀ (+ c) over the `count` rows of x, which lie `stride` floats apart: a Gram matrix, xᵀ x.
    public static func addOuterProducts(
        _ x: UnsafePointer<Float>, count: Int, stride: Int, factor: Float = 1, into c: UnsafeMutablePointer<Float>, size n: Int,
        accumulate: Bool = false
    ) {
        cb_ssyrk(Int32(n), Int32(count), factor, x, Int32(stride), accumulate ? 1 : 0, c, Int32(n))
    }

    /// Cholesky: a ← u with a = uᵀ u. Returns false where a is not (numerically) positive definite; a is then of no use.
    public static func factorizeCholesky(_ a: UnsafeMutablePointer<Float>, size n: Int) -> Bool {
        cb_spotrf(Int32(n), a) == 0
    }

    /// x ← a⁻¹ x, with u from `factorizeCholesky`.
    public static func solveCholesky(_ u: UnsafePointer<Float>, _ x: UnsafeMutablePointer<Float>, size n: Int) {
        cb_strsv(true, Int32(n), u, Int32(n), x)
        cb_strsv(false, Int32(n), u, Int32(n), x)
    }

    /// a ← a⁻¹ in place, from u as `factorizeCholesky` left it. Returns false where u has a zero on its diagonal.
    public static func invertCholesky(_ u: UnsafeMutablePointer<Float>, size n: Int) -> Bool {
        cb_spotri(Int32(n), u) == 0
    }

    /// Copies the upper triangle into the lower, tile by tile.
    public static func mirror(_ a: UnsafeMutablePointer<Float>, size n: Int) {
        let tile = 64
        for top in stride(from: 0, to: n, by: tile) {
            for left in stride(from: top, to: n, by: tile) {
                for row in top..<min(top + tile, n) {
                    for column in max(left, row + 1)..<max(min(left + tile, n), row + 1) { a[column * n + row] = a[row * n + column] }
                }
            }
        }
    }
}
