import Tensor

/// matrix ← matrix⁻¹ in place: symmetric and positive definite, size × size, row-major, of which only the upper triangle is read; the
/// inverse is written in full. By Cholesky on the calling thread, no memory beside the matrix.
/// Returns false, and leaves the matrix spoiled, where it is not positive definite in single precision.
public func invertPositiveDefinite(_ matrix: inout [Float], size: Int) -> Bool {
    precondition(matrix.count == size * size)
    return matrix.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return true }
        guard BLAS.factorizeCholesky(start, size: size), BLAS.invertCholesky(start, size: size) else { return false }
        BLAS.mirror(start, size: size)
        return true
    }
}
