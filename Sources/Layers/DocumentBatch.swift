import Tensor

/// One side's documents of a batch, each encoded once: rows of the batch that read the same document share it.
public final class DocumentBatch: @unchecked Sendable {
    public let sequences: PackedSequences
    /// The document of each row of the batch.
    public let slots: Indices
    /// The vector of each packed token, and its mark, where the documents are made of frozen units.
    let units: (rows: Indices, marks: Indices)?
    private let frozen: FrozenVectors?
    private var offsets: [Int] = [0]
    private var tokens: [Int32] = []

    /// For at most `rows` rows, and documents of at most `longest` tokens.
    public init(rows: Int, longest: Int, frozen: FrozenVectors? = nil) {
        sequences = PackedSequences(capacity: rows, longest: longest)
        self.frozen = frozen
        units = frozen.map { frozen in
            (Indices(capacity: rows * longest), Indices(capacity: frozen.marks.isEmpty ? 0 : rows * longest))
        }
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
    public func finish() {
        sequences.assign(offsets: offsets, values: tokens)
        guard let units, let frozen else { return }
        for place in 0..<sequences.tokenCount {
            let unit = Int(sequences.tokens.pointer[place])
            units.rows.pointer[place] = frozen.rows[unit]
            if !frozen.marks.isEmpty { units.marks.pointer[place] = frozen.marks[unit] }
        }
    }
}

/// Vectors of W columns that a pretrained encoder made: `rows` says which is each unit's, `marks` (of 0..<markCount) what else is
/// known of it; empty: nothing.
public struct FrozenVectors: Sendable {
    public let columns: Int
    public let rows: [Int32]
    public let marks: [Int32]
    public let markCount: Int
    /// Gives the bytes of all vectors, float16, to a closure.
    public let source: @Sendable ((UnsafeRawBufferPointer) -> Void) -> Void

    public init(
        columns: Int, rows: [Int32], marks: [Int32], markCount: Int, source: @escaping @Sendable ((UnsafeRawBufferPointer) -> Void) -> Void
    ) {
        self.columns = columns
        self.rows = rows
        self.marks = marks
        self.markCount = markCount
        self.source = source
    }
}

/// How a document becomes a vector.
public enum DocumentEncoding: Sendable {
    /// BiLSTM of H units a direction, additive attention of A units: 2H columns.
    case recurrent(hidden: Int, attention: Int)
    /// F filters over W tokens, max over time: F columns.
    case convolution(filters: Int, window: Int)
}
