/// A step of a network, recorded once with its buffers and run for every batch. `forward` fills the output from the inputs; `backward`
/// fills (or adds to) the inputs' gradients from the output's. Both touch only the first `rows` rows of what depends on the batch.
/// An operation that reads rows of an `EmbeddingTable` calls its `prepare` at the start of `forward`.
public protocol Operation: AnyObject {
    /// What `forward` fills.
    var output: Tensor { get }
    func forward(rows: Int)
    func backward(rows: Int)
}

/// The end of a network: turns scores into a loss and their gradient at once.
public protocol Loss: AnyObject {
    /// The SUM of the losses of `rows` rows of scores, in double; leaves d(mean loss of the batch)/d(score) in the scores' gradient.
    /// They are the whole batch, or a piece of one of `batch` rows.
    func evaluate(rows: Int, of batch: Int) -> Double
    /// How many samples `rows` rows of scores are (half for pairs).
    func samples(rows: Int) -> Int
}

extension Loss {
    /// The whole batch at once.
    public func evaluate(rows: Int) -> Double { evaluate(rows: rows, of: rows) }
}

/// The operations of one network in the order in which they run. Nothing is allocated after it is built.
public final class Tape {
    public private(set) var operations: [any Operation] = []

    public init() {}

    public func record(_ operation: some Operation) { operations.append(operation) }

    public func forward(rows: Int) {
        for operation in operations { operation.forward(rows: rows) }
    }

    public func backward(rows: Int) {
        for operation in operations.reversed() { operation.backward(rows: rows) }
    }
}
