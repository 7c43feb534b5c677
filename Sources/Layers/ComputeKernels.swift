import Tensor

/// Which code does the arithmetic: recorded with each run, because the last bits of results depend on it.
public enum ComputeKernels {
    /// OpenBLAS's kernels for matrix products, such as "Haswell" or "SkylakeX".
    public static var matrixProducts: String { BLAS.kernels }
}
