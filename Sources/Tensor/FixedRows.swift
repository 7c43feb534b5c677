/// An operation over something else than the batch, such as all items: whatever the batch's size, it runs over the same rows.
public final class FixedRows: Operation {
    private let operation: any Operation
    private let rows: Int

    public init(_ operation: some Operation, rows: Int) { (self.operation, self.rows) = (operation, rows) }

    public var output: Tensor { operation.output }
    public func forward(rows _: Int) { operation.forward(rows: rows) }
    public func backward(rows _: Int) { operation.backward(rows: rows) }
}
