import CKernels

/// A table of embedding rows (R × D) whose gradient holds only the rows that the batch touched.
public final class EmbeddingTable {
    public let rows: Int
    public let columns: Int
    public let storage: Storage
    /// The kernels' view of the gradient.
    public let rowGradient: UnsafeMutablePointer<ck_row_gradient>
    /// Set by an optimizer that puts off the rows that no batch names.
    public var pending: (any PendingRows)?
    private let slots: Indices
    private let touchedRows: Indices
    private let gradientStorage: Storage

    /// `maxTouched` bounds how many different rows one batch names; 0 makes a table that is only read.
    public init(rows: Int, columns: Int, maxTouched: Int, storage: Storage? = nil) {
        self.rows = rows
        self.columns = columns
        self.storage = storage ?? Storage(count: rows * columns)
        let capacity = min(rows, maxTouched)
        slots = Indices(capacity: capacity == 0 ? 0 : rows)
        slots.pointer.update(repeating: -1, count: max(1, slots.capacity))
        touchedRows = Indices(capacity: capacity)
        gradientStorage = Storage(count: capacity * columns)
        rowGradient = .allocate(capacity: 1)
        rowGradient.initialize(
            to: ck_row_gradient(slot: slots.pointer, touched: touchedRows.pointer, gradient: gradientStorage.pointer, count: 0))
    }

    deinit { rowGradient.deallocate() }

    public var values: UnsafeMutablePointer<Float> { storage.pointer }

    public var touchedCount: Int { Int(rowGradient.pointee.count) }
    /// Rows with a gradient, in the order of first touch, and their gradients (touched × D).
    public var touched: [Int32] { (0..<Int(rowGradient.pointee.count)).map { touchedRows.pointer[$0] } }
    public var touchedGradients: UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: gradientStorage.pointer, count: Int(rowGradient.pointee.count) * columns)
    }

    /// The gradient as a whole matrix, zeros where untouched.
    public var denseGradient: [Float] {
        var dense = [Float](repeating: 0, count: rows * columns)
        for (slot, row) in touched.enumerated() {
            for column in 0..<columns { dense[Int(row) * columns + column] = gradientStorage.pointer[slot * columns + column] }
        }
        return dense
    }

    /// To be called before the rows at the first `count` indices are read.
    @inline(__always) public func prepare(_ indices: Indices, count: Int) { pending?.catchUp(indices.pointer, count: count) }

    /// To be called before the whole table is read.
    public func prepareAll() { pending?.catchUp(nil, count: rows) }

    public func clearGradient() { ck_clear_rows(rowGradient) }
}
