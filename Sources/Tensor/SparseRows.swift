/// A fixed sparse matrix by compressed rows, as the kernels read it: row r has the entries offsets[r]..<offsets[r + 1], each a column and
/// its value.
public final class SparseRows: @unchecked Sendable {
    public let rows: Int
    public let columns: Int
    /// Entries of all rows.
    public let count: Int
    let offsets: UnsafeMutablePointer<Int>
    let entries: UnsafeMutablePointer<Int32>
    let values: Storage

    /// `offsets` ascends from 0 to the number of entries; columns are below `columnCount`. The caller has checked both.
    public init(offsets: [Int], columns: [Int32], values: [Float], columnCount: Int) {
        rows = max(0, offsets.count - 1)
        self.columns = columnCount
        count = columns.count
        self.offsets = .allocate(capacity: max(1, offsets.count))
        self.offsets.initialize(repeating: 0, count: max(1, offsets.count))
        for (position, offset) in offsets.enumerated() { self.offsets[position] = offset }
        entries = .allocate(capacity: max(1, columns.count))
        entries.initialize(repeating: 0, count: max(1, columns.count))
        for (position, column) in columns.enumerated() { entries[position] = column }
        self.values = Storage(values)
    }

    deinit {
        offsets.deallocate()
        entries.deallocate()
    }

    /// Entries of the row that has most.
    public var longest: Int { (0..<rows).map { offsets[$0 + 1] - offsets[$0] }.max() ?? 0 }
    public var offsetArray: [Int] { Array(UnsafeBufferPointer(start: offsets, count: rows + 1)) }
    public var columnArray: [Int32] { Array(UnsafeBufferPointer(start: entries, count: count)) }
    public var valueArray: [Float] { values.array }
}
