/// A sparse matrix by compressed rows: row r has values[offsets[r]..<offsets[r+1]] in the columns of the same positions.
struct SparseRows: Sendable {
    /// Rows + 1 ascending positions, the first 0, the last `values.count`.
    var offsets: [Int]
    /// Ascending within a row.
    var columns: [Int32]
    var values: [Float]
}
