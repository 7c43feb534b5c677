import Datasets
import Diagnostics

extension SparseFeatures {
    /// Throws `Failure(.invalidInput)` unless this is a well-formed matrix of `rows` rows. `noun` is what a row describes: user, item.
    func check(rows: Int, of noun: String) throws {
        let ascending = zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
        guard offsets.first == 0, ascending, offsets.last == values.count, columns.count == values.count else {
            throw Failure(.invalidInput, "\(noun) features are malformed: offsets, columns and values do not agree")
        }
        guard rowCount == rows else {
            throw Failure(.invalidInput, "\(noun) features have \(rowCount) rows but the data has \(rows) \(noun)s")
        }
        let ends = fields.map(\.columns.upperBound)
        guard fields.map(\.columns.lowerBound) == [0] + ends.dropLast(), (ends.last ?? 0) == columnCount else {
            throw Failure(.invalidInput, "\(noun) features have fields that do not cover their \(columnCount) columns side by side")
        }
        guard columns.allSatisfy({ $0 >= 0 && Int($0) < columnCount }) else {
            throw Failure(.invalidInput, "\(noun) features name a column outside 0..<\(columnCount)")
        }
    }
}
