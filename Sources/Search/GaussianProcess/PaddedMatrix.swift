import CKernels

/// A square matrix by rows, each padded with zeros to whole vectors of eight, so that products of rows need no remainder.
struct PaddedMatrix {
    let size: Int
    let width: Int
    private(set) var storage: [Double]

    init(_ size: Int) {
        self.size = size
        width = PaddedMatrix.width(size)
        storage = Array(repeating: 0, count: size * width)
    }

    static func width(_ size: Int) -> Int { (size + 7) / 8 * 8 }

    static func padded(_ values: [Double]) -> [Double] {
        values + Array(repeating: 0, count: width(values.count) - values.count)
    }

    subscript(row: Int, column: Int) -> Double {
        get { storage[row * width + column] }
        set { storage[row * width + column] = newValue }
    }

    /// The lower triangle L with A = L Lᵀ of a symmetric matrix whose lower triangle is filled, or nil where it is not positive definite.
    func cholesky() -> PaddedMatrix? {
        var lower = PaddedMatrix(size)
        return ck_cholesky(size, width, storage, &lower.storage) == 1 ? lower : nil
    }

    /// Of a lower triangle: (L⁻¹)ᵀ.
    func transposedInverse() -> PaddedMatrix {
        var inverse = PaddedMatrix(size)
        ck_inverse_transposed(size, width, storage, &inverse.storage)
        return inverse
    }

    /// U Uᵀ of an upper triangle: with U = (L⁻¹)ᵀ the inverse of L Lᵀ. Both triangles are filled.
    func timesTransposed() -> PaddedMatrix {
        var product = PaddedMatrix(size)
        ck_upper_squared(size, width, storage, &product.storage)
        return product
    }

    /// Uᵀ x of an upper triangle; vectors are padded.
    func transposedTimes(_ x: [Double]) -> [Double] {
        var product = Array(repeating: 0.0, count: width)
        ck_upper_transposed_times(size, width, storage, x, &product)
        return product
    }

    /// U x of an upper triangle; vectors are padded.
    func times(_ x: [Double]) -> [Double] {
        var product = Array(repeating: 0.0, count: width)
        ck_upper_times(size, width, storage, x, &product)
        return product
    }
}
