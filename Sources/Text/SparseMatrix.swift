/// Compressed sparse rows: row r holds `values[offsets[r]..<offsets[r + 1]]` in the columns beside them, ascending.
public struct SparseMatrix: Hashable, Sendable {
    /// `rowCount + 1` positions, starting with 0.
    public var offsets: [Int]
    public var columns: [Int32]
    public var values: [Float]
    public var columnCount: Int

    public init(offsets: [Int] = [0], columns: [Int32] = [], values: [Float] = [], columnCount: Int) {
        self.offsets = offsets
        self.columns = columns
        self.values = values
        self.columnCount = columnCount
    }

    public var rowCount: Int { offsets.count - 1 }

    /// Row-major `rowCount` × `columnCount`.
    public var dense: [Float] {
        var result = [Float](repeating: 0, count: rowCount * columnCount)
        for row in 0..<rowCount {
            for position in offsets[row]..<offsets[row + 1] { result[row * columnCount + Int(columns[position])] = values[position] }
        }
        return result
    }
}
