import CKernels

/// Several inputs side by side, B × Σ columns. Backward: each input's columns of the gradient.
public final class Concatenate: Operation {
    public let output: Tensor
    private let inputs: [Use]

    public init(_ inputs: [Tensor]) {
        self.inputs = inputs.map { Use($0) }
        output = Tensor(rows: inputs.first?.rows ?? 0, columns: inputs.reduce(0) { $0 + $1.columns })
    }

    public func forward(rows: Int) {
        var start = 0
        for input in inputs {
            let columns = input.tensor.columns
            for row in 0..<rows {
                (output.values + row * output.columns + start).update(from: input.values + row * columns, count: columns)
            }
            start += columns
        }
    }

    public func backward(rows: Int) {
        var start = 0
        for input in inputs {
            let columns = input.tensor.columns
            for row in 0..<rows {
                let from = output.gradient + row * output.columns + start, to = input.gradient + row * columns
                if input.accumulates { ck_add(columns, from, to) } else { to.update(from: from, count: columns) }
            }
            start += columns
        }
    }
}
