import CKernels

/// A Gaussian process with a Matérn 5/2 kernel, one length scale for each parameter:
///
///     k(x, x') = s (1 + √5 r + 5/3 r²) exp(−√5 r),   r² = Σ_g w_g |x_g − x'_g|²,   plus noise v on the diagonal.
///
/// Source: Rasmussen, Williams 2006, "Gaussian processes for machine learning", chapters 2, 4.2 and 5.4.
struct GaussianProcess {
    /// The logarithms of w for each group, of s, and of v.
    struct Hyperparameters: Sendable {
        var logs: [Double]

        init(groups: Int) { logs = Array(repeating: 0, count: groups + 2) }

        var weights: [Double] { logs.dropLast(2).map(exponential) }
        var scale: Double { exponential(logs[logs.count - 2]) }
        var noise: Double { exponential(logs[logs.count - 1]) + GaussianProcess.minimumNoise }
    }

    /// Far below the spread of losses, so that differences in the last digits around a minimum are not taken for noise.
    static let minimumNoise = 1e-9

    let hyperparameters: Hyperparameters
    private let count: Int
    /// The points, coordinate by coordinate, each padded.
    private let columns: [Double]
    private let dimensions: Int
    private let coordinateWeights: [Double]
    private let scale: Double
    /// (L⁻¹)ᵀ of K = L Lᵀ, and K⁻¹ y.
    private let inverse: PaddedMatrix
    private let solution: [Double]

    /// Nil where the kernel matrix is not positive definite in Double arithmetic.
    init?(_ encoding: UnitEncoding, _ points: [[Double]], _ values: [Double], _ hyperparameters: Hyperparameters) {
        self.hyperparameters = hyperparameters
        count = points.count
        dimensions = encoding.dimensions
        scale = hyperparameters.scale
        coordinateWeights = zip(encoding.groups, hyperparameters.weights).flatMap { group, weight in group.coordinates.map { _ in weight } }
        columns = (0..<encoding.dimensions).flatMap { coordinate in PaddedMatrix.padded(points.map { $0[coordinate] }) }
        var kernel = PaddedMatrix(count)
        for row in points.indices {
            let (values, _) = GaussianProcess.kernel(points[row], columns, coordinateWeights, scale, kernel.width)
            for column in 0..<row { kernel[row, column] = values[column] }
            kernel[row, row] = scale + hyperparameters.noise
        }
        guard let lower = kernel.cholesky() else { return nil }
        inverse = lower.transposedInverse()
        solution = inverse.times(inverse.transposedTimes(PaddedMatrix.padded(values)))
    }

    /// The kernel of a point with every other, and its derivative by the squared distance; padded.
    private static func kernel(
        _ x: [Double], _ columns: [Double], _ weights: [Double], _ scale: Double, _ width: Int
    ) -> (values: [Double], slopes: [Double]) {
        var values = Array(repeating: 0.0, count: width), slopes = values, squared = values
        ck_weighted_distances(x.count, width, columns, weights, x, &squared)
        ck_matern(width, squared, scale, &values, &slopes)
        return (values, slopes)
    }

    /// Mean and variance (without noise) at a point.
    func predict(_ x: [Double]) -> (mean: Double, variance: Double) {
        let (kernel, _) = GaussianProcess.kernel(x, columns, coordinateWeights, scale, inverse.width)
        let whitened = inverse.transposedTimes(kernel)
        let mean = ck_dot_double(inverse.width, kernel, solution), explained = ck_dot_double(inverse.width, whitened, whitened)
        return (mean, max(scale - explained, 1e-12 * scale))
    }

    /// Mean, variance, and their gradients by every coordinate.
    func predictWithGradient(_ x: [Double]) -> (mean: Double, variance: Double, meanSlope: [Double], varianceSlope: [Double]) {
        let width = inverse.width
        let (kernel, slopes) = GaussianProcess.kernel(x, columns, coordinateWeights, scale, width)
        let whitened = inverse.transposedTimes(kernel), solved = inverse.times(whitened)
        let mean = ck_dot_double(width, kernel, solution), explained = ck_dot_double(width, whitened, whitened)
        var byMean = Array(repeating: 0.0, count: width), byVariance = byMean
        for index in 0..<count {
            byMean[index] = 2 * slopes[index] * solution[index]
            byVariance[index] = -4 * slopes[index] * solved[index]
        }
        var meanSlope = Array(repeating: 0.0, count: dimensions), varianceSlope = meanSlope
        ck_weighted_pulls(dimensions, width, columns, coordinateWeights, x, byMean, &meanSlope)
        ck_weighted_pulls(dimensions, width, columns, coordinateWeights, x, byVariance, &varianceSlope)
        return (mean, max(scale - explained, 1e-12 * scale), meanSlope, varianceSlope)
    }
}
