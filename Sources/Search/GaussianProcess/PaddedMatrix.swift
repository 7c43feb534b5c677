/// A square matrix by rows, each padded with zeros to whole vectors of eight, so that products of rows need no remainder.
struct PaddedMatrix {
    typealias Vector = SIMD8<Double>

    let size: Int
    let width: Int
    private(set) var storage: [Vector]

    init(_ size: Int) {
        self.size = size
        width = (size + 7) / 8
        storage = Array(repeating: .zero, count: size * width)
    }

    subscript(row: Int, column: Int) -> Double {
        get { storage[row * width + column >> 3][column & 7] }
        set { storage[row * width + column >> 3][column & 7] = newValue }
    }

    /// Σ over the first `count` columns (rounded up to eight) of a row of this matrix times a row of another.
    func dot(_ row: Int, _ other: PaddedMatrix, _ otherRow: Int, from first: Int = 0, upTo count: Int) -> Double {
        var sum = Vector.zero
        let start = row * width, otherStart = otherRow * other.width
        for index in (first >> 3)..<((count + 7) >> 3) { sum += storage[start + index] * other.storage[otherStart + index] }
        return sum.sum()
    }

    /// A row times a padded vector.
    func dot(_ row: Int, _ vector: [Vector]) -> Double {
        var sum = Vector.zero
        let start = row * width
        for index in 0..<width { sum += storage[start + index] * vector[index] }
        return sum.sum()
    }

    /// The lower triangle L with A = L Lᵀ of a symmetric matrix whose lower triangle is filled, or nil where it is not positive definite.
    func cholesky() -> PaddedMatrix? {
        var lower = PaddedMatrix(size)
        for row in 0..<size {
            for column in 0..<row {
                lower[row, column] = (self[row, column] - lower.dot(row, lower, column, upTo: column)) / lower[column, column]
            }
            let rest = self[row, row] - lower.dot(row, lower, row, upTo: row)
            guard rest > 0, rest.isFinite else { return nil }
            lower[row, row] = rest.squareRoot()
        }
        return lower
    }

    /// Of a lower triangle: (L⁻¹)ᵀ, whose row j holds column j of L⁻¹.
    func transposedInverse() -> PaddedMatrix {
        var inverse = PaddedMatrix(size)
        for column in 0..<size {
            inverse[column, column] = 1 / self[column, column]
            for row in (column + 1)..<max(size, column + 1) {
                inverse[column, row] = -dot(row, inverse, column, from: column, upTo: row) / self[row, row]
            }
        }
        return inverse
    }

    /// U Uᵀ for an upper triangle: with U = (L⁻¹)ᵀ the inverse of L Lᵀ. Both triangles are filled.
    func timesTransposed() -> PaddedMatrix {
        var product = PaddedMatrix(size)
        for row in 0..<size {
            for column in 0...row {
                let value = dot(row, self, column, from: row, upTo: size)
                product[row, column] = value
                product[column, row] = value
            }
        }
        return product
    }

    static func padded(_ values: [Double]) -> [Vector] {
        var vectors = Array(repeating: Vector.zero, count: (values.count + 7) / 8)
        for (index, value) in values.enumerated() { vectors[index >> 3][index & 7] = value }
        return vectors
    }
}
