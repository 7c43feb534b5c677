import CKernels
import Tensor

/// Weights in strips of 32 columns, as `ck_strip_multiply` reads them, with their biases.
struct PackedMatrix {
    var inputs: Int
    /// Whole strips.
    var columns: Int
    var strips: Storage
    var bias: Storage?

    /// out (+)= x · W + b for rows that are `stride` floats apart; out's are `outStride` apart.
    func multiply(
        rows: Int, _ x: UnsafePointer<Float>, stride: Int, into out: UnsafeMutablePointer<Float>, outStride: Int, adding: Bool = false
    ) {
        ck_strip_multiply(rows, inputs, columns, x, stride, strips.pointer, bias?.pointer, adding ? 1 : 0, out, outStride)
    }
}
