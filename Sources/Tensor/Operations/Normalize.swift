import CKernels

/// y = x / ‖x‖ by row, B × D; 0, with gradient 0, where ‖x‖ < 10⁻¹². Backward: ∂x (+)= (g − (y · g) y) / ‖x‖.
public final class Normalize: Operation {
    public let output: Tensor
    private let input: Use
    private let inverse: Storage

    public init(_ input: Tensor) {
        self.input = Use(input)
        inverse = Storage(count: input.rows)
        output = Tensor(rows: input.rows, columns: input.columns)
    }

    public func forward(rows: Int) { ck_normalize(rows, output.columns, input.values, inverse.pointer, output.values) }

    public func backward(rows: Int) {
        ck_normalize_backward(rows, output.columns, output.values, inverse.pointer, output.gradient, input.gradient, input.flag)
    }
}
