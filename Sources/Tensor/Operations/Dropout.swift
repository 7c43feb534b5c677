import CKernels

/// out_i = x_i / (1 − rate) with probability 1 − rate, else 0.
/// The mask is a hash of (`key`, i): set a new key for every batch. Backward uses the same mask.
/// Source: Srivastava et al. 2014, JMLR 15 (inverted scaling).
public final class Dropout: Operation {
    public let output: Tensor
    public var key: UInt64 = 0
    private let input: Use
    private let rate: Float

    public init(_ input: Tensor, rate: Float) {
        self.input = Use(input)
        self.rate = rate
        output = Tensor(rows: input.rows, columns: input.columns)
    }

    public func forward(rows: Int) { ck_dropout(rows * output.columns, input.values, key, rate, output.values) }

    public func backward(rows: Int) {
        ck_dropout_backward(rows * output.columns, output.gradient, key, rate, input.gradient, input.flag)
    }
}
