import Tensor
import Testing

@Suite struct SymmetricMatrixTests {
    /// Rows of small integers: the Gram matrix is exact in single precision.
    private static func rows(_ count: Int, _ size: Int) -> [Float] {
        (0..<count * size).map { (place: Int) -> Float in
            let mixed = place * 37 + place / 7
            return Float(mixed % 11 - 5)
        }
    }

    /// xᵀx + shift · I, by definition.
    private static func gram(_ x: [Float], _ count: Int, _ size: Int, shift: Float) -> [Float] {
        var gram = [Float](repeating: 0, count: size * size)
        for i in 0..<size {
            for j in 0..<size {
                var sum: Float = i == j ? shift : 0
                for r in 0..<count { sum += x[r * size + i] * x[r * size + j] }
                gram[i * size + j] = sum
            }
        }
        return gram
    }

    @Test(arguments: [1, 2, 7, 64, 65, 130]) func outerProductsAndMirror(_ size: Int) {
        let x = Storage(Self.rows(9, size)), start = Self.gram(x.array, 9, size, shift: 0), matrix = Storage(count: size * size)
        withExtendedLifetime(x) {
            BLAS.addOuterProducts(x.pointer, count: 9, stride: size, into: matrix.pointer, size: size)
            BLAS.addOuterProducts(x.pointer, count: 9, stride: size, factor: 0.5, into: matrix.pointer, size: size, accumulate: true)
        }
        BLAS.mirror(matrix.pointer, size: size)
        #expect(matrix.array == start.map { $0 * 1.5 })
    }

    @Test(arguments: [1, 3, 64, 129]) func solvesAndInverts(_ size: Int) {
        let x = Self.rows(200, size), gram = Self.gram(x, 200, size, shift: 50)
        let matrix = Storage(gram), expected = (0..<size).map { Float($0 % 5) - 2 }
        let right = Storage(
            (0..<size).map { row in (0..<size).reduce(Float(0)) { (sum: Float, k: Int) in sum + gram[row * size + k] * expected[k] } })
        #expect(BLAS.factorizeCholesky(matrix.pointer, size: size))
        BLAS.solveCholesky(matrix.pointer, right.pointer, size: size)
        for (a, b) in zip(right.array, expected) { #expect(abs(a - b) < 1e-3) }
        #expect(BLAS.invertCholesky(matrix.pointer, size: size))
        BLAS.mirror(matrix.pointer, size: size)
        let inverse = matrix.array
        for i in 0..<size {
            for j in 0..<size {
                var product = 0.0
                for k in 0..<size { product += Double(gram[i * size + k]) * Double(inverse[k * size + j]) }
                #expect(abs(product - (i == j ? 1 : 0)) < 1e-3)
            }
        }
    }

    @Test func whatIsNotPositiveDefiniteIsTold() {
        let matrix = Storage([1, 2, 2, 1])
        withExtendedLifetime(matrix) { #expect(!BLAS.factorizeCholesky(matrix.pointer, size: 2)) }
    }
}
