import CKernels
import Foundation
import Testing

/// The dense algebra under Gaussian processes against its definitions, at sizes with and without a rest of eight.
@Suite struct GaussianKernelTests {
    private func covariance(_ n: Int, _ width: Int) -> [Double] {
        var matrix = Array(repeating: 0.0, count: n * width)
        for row in 0..<n {
            for column in 0..<n { matrix[row * width + column] = exp(-0.1 * abs(Double(row - column))) + (row == column ? 0.1 : 0) }
        }
        return matrix
    }

    @Test(arguments: [1, 3, 8, 13, 64, 75]) func inverseByCholesky(_ n: Int) {
        let width = (n + 7) / 8 * 8, matrix = covariance(n, width)
        var lower = Array(repeating: 0.0, count: n * width), upper = lower, inverse = lower
        #expect(ck_cholesky(n, width, matrix, &lower) == 1)
        ck_inverse_transposed(n, width, lower, &upper)
        ck_upper_squared(n, width, upper, &inverse)
        for row in 0..<n {
            for column in 0..<n {
                let product = (0..<n).reduce(0.0) { $0 + matrix[row * width + $1] * inverse[$1 * width + column] }
                #expect(abs(product - (row == column ? 1 : 0)) < 1e-13)
            }
        }
        // K⁻¹ x = U (Uᵀ x).
        var x = Array(repeating: 0.0, count: width), whitened = x, solved = x
        for index in 0..<n { x[index] = sin(Double(index)) }
        ck_upper_transposed_times(n, width, upper, x, &whitened)
        ck_upper_times(n, width, upper, whitened, &solved)
        for row in 0..<n {
            let product = (0..<n).reduce(0.0) { $0 + matrix[row * width + $1] * solved[$1] }
            #expect(abs(product - x[row]) < 1e-13)
        }
    }

    @Test func indefiniteMatricesAreRefused() {
        var lower = Array(repeating: 0.0, count: 16)
        #expect(ck_cholesky(2, 8, [1, 2, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0], &lower) == 0)
    }

    /// r = √(5 s): (1 + r + r²/3) e⁻ʳ, and −5/6 (1 + r) e⁻ʳ.
    @Test func maternAndItsSlope() {
        let squared = (0..<64).map { Double($0 * $0) / 16 }
        var values = squared, slopes = squared
        ck_matern(64, squared, 1.5, &values, &slopes)
        for index in 0..<64 {
            let r = sqrt(5 * squared[index])
            let decay = 1.5 * exp(-r)
            let value: Double = decay * (1 + r + r * r / 3)
            let slope: Double = -5.0 / 6 * decay * (1 + r)
            #expect(abs(values[index] / value - 1) < 2e-15)
            #expect(abs(slopes[index] / slope - 1) < 2e-15)
        }
    }

    @Test func distancesAndPulls() {
        // Two coordinates of three points, padded to eight.
        let points: [Double] = [0, 1, 3, 0, 0, 0, 0, 0, 2, 2, 5, 0, 0, 0, 0, 0]
        var squared = Array(repeating: 0.0, count: 8), pulls = [0.0, 0]
        ck_weighted_distances(2, 8, points, [2, 0.5], [1, 4], &squared)
        #expect(Array(squared.prefix(3)) == [4, 2, 8.5])
        ck_weighted_pulls(2, 8, points, [2, 0.5], [1, 4], [1, 10, 100, 0, 0, 0, 0, 0], &pulls)
        #expect(pulls == [-398, -39])
        var sum = points
        ck_add_scaled(16, 2, points, &sum)
        #expect(sum == points.map { 3 * $0 })
        #expect(ck_dot_double(16, points, points) == 43)
    }
}
