import Tensor

/// One side's documents of a batch, each encoded once: rows of the batch that read the same document share it.
public final class DocumentBatch: @unchecked Sendable {
    public let sequences: PackedSequences
    /// The document of each row of the batch.
    public let slots: Indices
    private var offsets: [Int] = [0]
    private var tokens: [Int32] = []

    /// For at most `rows` rows, and documents of at most `longest` tokens.
    public init(rows: Int, longest: Int) {
        sequences = PackedSequences(capacity: rows, longest: longest)
        slots = Indices(capacity: rows)
        offsets.reserveCapacity(rows + 1)
        tokens.reserveCapacity(rows * longest)
    }

    /// Begins a new batch.
    public func begin() {
        offsets.removeAll(keepingCapacity: true)
        offsets.append(0)
        tokens.removeAll(keepingCapacity: true)
    }

    /// Adds a document, whose tokens `append` writes; returns its slot.
    public func add(_ append: (inout [Int32]) -> Void) -> Int32 {
        append(&tokens)
        offsets.append(tokens.count)
        return Int32(truncatingIfNeeded: offsets.count - 2)
    }

    /// Ends the batch: the documents are packed.
    public func finish() { sequences.assign(offsets: offsets, values: tokens) }
}

/// How a document becomes a vector.
public enum DocumentEncoding: Sendable {
    /// BiLSTM of H units a direction, additive attention of A units: 2H columns.
    case recurrent(hidden: Int, attention: Int)
    /// F filters over W tokens, max over time: F columns.
    case convolution(filters: Int, window: Int)
}
