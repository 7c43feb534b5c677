import COpenBLAS

/// Products of row-major matrices by OpenBLAS, on the calling thread only: results must not depend on how many threads there are.
public enum BLAS {
    private static let singleThreaded: Void = openblas_set_num_threads(1)

    static func useOneThread() { _ = singleThreaded }

    /// The kernels that OpenBLAS chose for this processor (or was told to by OPENBLAS_CORETYPE), such as "Haswell" or "SkylakeX".
    public static var kernels: String { openblas_get_corename().map { String(cString: $0) } ?? "unknown" }

    /// The library and how it was built, such as "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH …".
    public static var build: String { openblas_get_config().map { String(cString: $0) } ?? "unknown" }

    /// c ← a · b (+ c): a is m × k, or k × m when `transposeA`; b is k × n, or n × k when `transposeB`.
    public static func multiply(
        _ a: UnsafePointer<Float>, transposeA: Bool = false, _ b: UnsafePointer<Float>, transposeB: Bool = false,
        into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int, accumulate: Bool = false
    ) {
        useOneThread()
        cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k),
            1, a, Int32(transposeA ? m : k), b, Int32(transposeB ? k : n), accumulate ? 1 : 0, c, Int32(n))
    }
}
