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

    static let minimumNoise = 1e-6

    let encoding: UnitEncoding
    let points: [[Double]]
    let hyperparameters: Hyperparameters
    private let coordinateWeights: [Double]
    private let scale: Double
    /// K⁻¹ and K⁻¹ y.
    private let inverse: PaddedMatrix
    private let solution: [Double]

    /// Nil where the kernel matrix is not positive definite in Double arithmetic.
    init?(_ encoding: UnitEncoding, _ points: [[Double]], _ values: [Double], _ hyperparameters: Hyperparameters) {
        self.encoding = encoding
        self.points = points
        self.hyperparameters = hyperparameters
        scale = hyperparameters.scale
        coordinateWeights = zip(encoding.groups, hyperparameters.weights).flatMap { group, weight in group.coordinates.map { _ in weight } }
        var kernel = PaddedMatrix(points.count)
        for row in points.indices {
            for column in 0..<row {
                kernel[row, column] =
                    scale * GaussianProcess.matern(GaussianProcess.distance(points[row], points[column], coordinateWeights)).value
            }
            kernel[row, row] = scale + hyperparameters.noise
        }
        guard let lower = kernel.cholesky() else { return nil }
        let inverse = lower.transposedInverse().timesTransposed()
        self.inverse = inverse
        let padded = PaddedMatrix.padded(values)
        solution = points.indices.map { inverse.dot($0, padded) }
    }

    static func distance(_ a: [Double], _ b: [Double], _ weights: [Double]) -> Double {
        var sum = 0.0
        for index in a.indices {
            let difference = a[index] - b[index]
            sum += weights[index] * difference * difference
        }
        return sum
    }

    /// The kernel without its scale, and its derivative by r².
    static func matern(_ squared: Double) -> (value: Double, slope: Double) {
        let root = (5 * squared).squareRoot(), decay = exponential(-root)
        return (decay * (1 + root + 5.0 / 3 * squared), -5.0 / 6 * (1 + root) * decay)
    }

    /// Mean and variance (without noise) at a point.
    func predict(_ x: [Double]) -> (mean: Double, variance: Double) {
        let kernel = points.map { scale * GaussianProcess.matern(GaussianProcess.distance(x, $0, coordinateWeights)).value }
        let padded = PaddedMatrix.padded(kernel)
        var mean = 0.0, explained = 0.0
        for index in points.indices {
            mean += kernel[index] * solution[index]
            explained += kernel[index] * inverse.dot(index, padded)
        }
        return (mean, max(scale - explained, 1e-12 * scale))
    }

    /// Mean, variance, and their gradients by every coordinate.
    func predictWithGradient(_ x: [Double]) -> (mean: Double, variance: Double, meanSlope: [Double], varianceSlope: [Double]) {
        var kernel: [Double] = [], slopes: [Double] = []
        for point in points {
            let (value, slope) = GaussianProcess.matern(GaussianProcess.distance(x, point, coordinateWeights))
            kernel.append(scale * value)
            slopes.append(scale * slope)
        }
        let padded = PaddedMatrix.padded(kernel)
        var mean = 0.0, explained = 0.0
        var meanSlope = Array(repeating: 0.0, count: x.count), varianceSlope = meanSlope
        for (index, point) in points.enumerated() {
            let solved = inverse.dot(index, padded)
            mean += kernel[index] * solution[index]
            explained += kernel[index] * solved
            let first = 2 * slopes[index] * solution[index], second = -4 * slopes[index] * solved
            for coordinate in x.indices {
                let pull = coordinateWeights[coordinate] * (x[coordinate] - point[coordinate])
                meanSlope[coordinate] += first * pull
                varianceSlope[coordinate] += second * pull
            }
        }
        return (mean, max(scale - explained, 1e-12 * scale), meanSlope, varianceSlope)
    }
}
