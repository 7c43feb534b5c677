import Diagnostics

extension SparseFeatures {
    /// Throws `Failure(.invalidInput)` unless this is a well-formed matrix of `rows` rows.
    func check(rows: Int) throws {
        let ascending = zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
        guard offsets.first == 0, ascending, offsets.last == values.count, columns.count == values.count else {
            throw Failure(.invalidInput, "item features are malformed: offsets, columns and values do not agree")
        }
        guard rowCount == rows else {
            throw Failure(.invalidInput, "item features have \(rowCount) rows but the data has \(rows) items")
        }
        guard columns.allSatisfy({ $0 >= 0 && Int($0) < columnCount }) else {
            throw Failure(.invalidInput, "item features name a column outside 0..<\(columnCount)")
        }
    }
}
