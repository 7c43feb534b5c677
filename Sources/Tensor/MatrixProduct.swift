import CBLAS

/// Products of row-major matrices by OpenBLAS, on the calling thread only: results must not depend on how many threads there are. The library
/// is loaded by the first product.
public enum BLAS {
    /// Which kernels the library is to load with.
    public enum KernelChoice: Hashable, Sendable {
        /// Those that OPENBLAS_CORETYPE names, or else those that fit the processor.
        case environment
        /// Those that fit the processor, whatever OPENBLAS_CORETYPE says.
        case processor
        /// By OpenBLAS's own name: "Haswell".
        case named(String)
    }

    /// Chooses the kernels before the library is loaded; the first call counts. Without one it is `.environment`. It changes the environment,
    /// so call it while the process has one thread.
    public static func prepare(_ choice: KernelChoice) {
        switch choice {
        case .environment: cb_prepare(nil, false)
        case .processor: cb_prepare(nil, true)
        case .named(let name): cb_prepare(name, false)
        }
    }

    /// What OPENBLAS_CORETYPE said when the program was started.
    public static var givenKernels: String? { cb_given_kernels().map { String(cString: $0) } }

    /// The kernels that run, such as "Haswell" or "SkylakeX". Loads the library.
    public static var kernels: String { cb_kernels().map { String(cString: $0) } ?? "unknown" }

    /// The library and how it was built, such as "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH …". Loads it.
    public static var build: String { cb_build().map { String(cString: $0) } ?? "unknown" }

    /// c ← a · b (+ c): a is m × k, or k × m when `transposeA`; b is k × n, or n × k when `transposeB`.
    public static func multiply(
        _ a: UnsafePointer<Float>, transposeA: Bool = false, _ b: UnsafePointer<Float>, transposeB: Bool = false,
        into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int, accumulate: Bool = false
    ) {
        cb_sgemm(
            transposeA, transposeB, Int32(m), Int32(n), Int32(k), 1, a, Int32(transposeA ? m : k), b, Int32(transposeB ? k : n),
            accumulate ? 1 : 0, c, Int32(n))
    }
}
