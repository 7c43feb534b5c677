/// A tall matrix of Double, each column in one piece.
struct ColumnBlock {
    let rows: Int
    private(set) var columns: [[Double]]

    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = [[Double]](repeating: [Double](repeating: 0, count: rows), count: columns)
    }

    mutating func fill(_ next: () -> Double) {
        for column in columns.indices { for row in 0..<rows { columns[column][row] = next() } }
    }

    /// Modified Gram–Schmidt, twice, which is enough; a column that depends on those before becomes zero.
    mutating func orthonormalize() {
        for index in columns.indices {
            var column = columns[index]
            let before = Self.dot(column, column).squareRoot()
            for _ in 0..<2 {
                for other in 0..<index {
                    let share = Self.dot(columns[other], column)
                    for row in 0..<rows { column[row] -= share * columns[other][row] }
                }
            }
            let length = Self.dot(column, column).squareRoot()
            let scale = length > before * 1e-12 ? 1 / length : 0
            for row in 0..<rows { column[row] *= scale }
            columns[index] = column
        }
    }

    /// A · this, for a sparse A with as many columns as this has rows.
    func multiplied(by matrix: SparseMatrix) -> ColumnBlock {
        var result = ColumnBlock(rows: matrix.rowCount, columns: columns.count)
        for (index, column) in columns.enumerated() {
            for row in 0..<matrix.rowCount {
                var sum = 0.0
                for position in matrix.offsets[row]..<matrix.offsets[row + 1] {
                    sum += Double(matrix.values[position]) * column[Int(matrix.columns[position])]
                }
                result.columns[index][row] = sum
            }
        }
        return result
    }

    /// Aᵀ · this, for a sparse A with as many rows as this.
    func multiplied(byTransposeOf matrix: SparseMatrix) -> ColumnBlock {
        var result = ColumnBlock(rows: matrix.columnCount, columns: columns.count)
        for (index, column) in columns.enumerated() {
            for row in 0..<matrix.rowCount where column[row] != 0 {
                for position in matrix.offsets[row]..<matrix.offsets[row + 1] {
                    result.columns[index][Int(matrix.columns[position])] += Double(matrix.values[position]) * column[row]
                }
            }
        }
        return result
    }

    /// Products of all pairs of columns, row-major.
    var gram: [Double] { columns.flatMap { first in columns.map { Self.dot(first, $0) } } }

    /// The sum of the columns, each times its weight.
    func combined(_ weights: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: rows)
        for (column, weight) in zip(columns, weights) { for row in 0..<rows { result[row] += weight * column[row] } }
        return result
    }

    /// In eight sums side by side.
    static func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sums = SIMD8<Double>.zero
        let whole = a.count & ~7
        for start in stride(from: 0, to: whole, by: 8) {
            var x = SIMD8<Double>.zero, y = SIMD8<Double>.zero
            for lane in 0..<8 {
                x[lane] = a[start + lane]
                y[lane] = b[start + lane]
            }
            sums += x * y
        }
        var result = sums.sum()
        for index in whole..<a.count { result += a[index] * b[index] }
        return result
    }
}
