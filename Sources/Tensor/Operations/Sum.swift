import CKernels

/// The sum of inputs of one shape, B × C. Backward: ∂x (+)= g for each of them.
public final class Sum: Operation {
    public let output: Tensor
    private let inputs: [Use]

    /// At least one input.
    public init(_ inputs: [Tensor]) {
        self.inputs = inputs.map { Use($0) }
        output = Tensor(rows: inputs.first?.rows ?? 0, columns: inputs.first?.columns ?? 0)
    }

    public func forward(rows: Int) {
        output.values.update(repeating: 0, count: rows * output.columns)
        for input in inputs { ck_add(rows * output.columns, input.values, output.values) }
    }

    public func backward(rows: Int) {
        for input in inputs {
            if input.accumulates {
                ck_add(rows * output.columns, output.gradient, input.gradient)
            } else {
                input.gradient.update(from: output.gradient, count: rows * output.columns)
            }
        }
    }
}
