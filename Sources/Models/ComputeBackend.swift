import Layers

/// The arithmetic that models run on.
public enum ComputeBackend {
    /// OpenBLAS's kernels for matrix products, such as "Haswell" or "SkylakeX": it picks them when it loads, by the processor or
    /// OPENBLAS_CORETYPE. The same kernels give the same bits.
    public static var matrixKernels: String { ComputeKernels.matrixProducts }
}
