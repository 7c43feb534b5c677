import CKernels

/// out[r] = x[index[r]], B × C, of rows that a batch shares, such as the pooled documents of its users. Backward: ∂x (+)= Σ over the rows
/// that take it; `sourceRows` says how many rows of x the batch uses.
public final class TakeRows: Operation {
    public let output: Tensor
    private let input: Use
    private let index: Indices
    private let sourceRows: () -> Int

    public init(_ input: Tensor, at index: Indices, sourceRows: @escaping () -> Int) {
        self.input = Use(input)
        (self.index, self.sourceRows) = (index, sourceRows)
        output = Tensor(rows: index.capacity, columns: input.columns)
    }

    public func forward(rows: Int) {
        let columns = output.columns
        for row in 0..<rows {
            (output.values + row * columns).update(from: input.values + Int(index.pointer[row]) * columns, count: columns)
        }
    }

    public func backward(rows: Int) {
        let columns = output.columns
        if !input.accumulates { input.gradient.update(repeating: 0, count: sourceRows() * columns) }
        for row in 0..<rows {
            ck_add(columns, output.gradient + row * columns, input.gradient + Int(index.pointer[row]) * columns)
        }
    }
}
