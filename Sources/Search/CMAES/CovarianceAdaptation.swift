/// The state of CMA-ES between generations: a normal distribution over the unit cube whose mean, step size and covariance follow the better
/// half of each generation.
///
/// Source: Hansen 2016, "The CMA evolution strategy: a tutorial", arXiv:1604.00772 (positive weights, equations 5 to 37).
struct CovarianceAdaptation {
    let dimensions: Int
    let population: Int
    private(set) var mean: [Double]
    private(set) var sigma = 1.0 / 6
    private var covariance: [[Double]]
    private var pathOfSigma: [Double]
    private var pathOfCovariance: [Double]
    private var generation = 0
    /// Columns and roots of the eigenvalues of the covariance.
    private var axes: [[Double]]
    private var lengths: [Double]

    init(dimensions: Int) {
        self.dimensions = dimensions
        population = 4 + Int((3 * logarithm(Double(max(dimensions, 1)))).rounded(.down))
        mean = Array(repeating: 0.5, count: dimensions)
        pathOfSigma = Array(repeating: 0, count: dimensions)
        pathOfCovariance = pathOfSigma
        covariance = (0..<dimensions).map { row in (0..<dimensions).map { $0 == row ? 1 : 0 } }
        axes = covariance
        lengths = Array(repeating: 1, count: dimensions)
    }

    /// A point from standard normal numbers.
    func point(_ normals: [Double]) -> [Double] {
        (0..<dimensions).map { row in
            mean[row] + sigma * (0..<dimensions).reduce(0.0) { $0 + axes[row][$1] * lengths[$1] * normals[$1] }
        }
    }

    /// The standard deviation of a coordinate.
    func deviation(_ coordinate: Int) -> Double { sigma * covariance[coordinate][coordinate].squareRoot() }

    /// Goes on by a generation: its points, best first. With fewer than two nothing is learned.
    mutating func update(_ ranked: [[Double]]) {
        let parents = min(population / 2, (ranked.count + 1) / 2)
        guard ranked.count >= 2, dimensions > 0 else { return }
        let raw = (0..<parents).map { logarithm(Double(population + 1) / 2) - logarithm(Double($0 + 1)) }
        let weights = raw.map { $0 / raw.reduce(0, +) }
        let n = Double(dimensions), effective = 1 / weights.reduce(0.0) { $0 + $1 * $1 }
        let steps = ranked.prefix(parents).map { point in zip(point, mean).map { ($0 - $1) / sigma } }
        let step = (0..<dimensions).map { index in zip(weights, steps).reduce(0.0) { $0 + $1.0 * $1.1[index] } }
        mean = zip(mean, step).map { $0 + sigma * $1 }
        generation += 1

        let cSigma = (effective + 2) / (n + effective + 5)
        let damping = 1 + 2 * max(0, ((effective - 1) / (n + 1)).squareRoot() - 1) + cSigma
        let expected = n.squareRoot() * (1 - 1 / (4 * n) + 1 / (21 * n * n))
        let whitened = whiten(step), pull = (cSigma * (2 - cSigma) * effective).squareRoot()
        pathOfSigma = zip(pathOfSigma, whitened).map { (1 - cSigma) * $0 + pull * $1 }
        let length = pathOfSigma.reduce(0.0) { $0 + $1 * $1 }.squareRoot()
        let settled = (1 - power(1 - cSigma, 2 * Double(generation))).squareRoot()
        let isSmall = length / settled < (1.4 + 2 / (n + 1)) * expected
        sigma *= exponential(min(1, cSigma / damping * (length / expected - 1)))
        adaptCovariance(steps, weights, step, effective, isSmall)
    }

    private mutating func adaptCovariance(
        _ steps: [[Double]], _ weights: [Double], _ step: [Double], _ effective: Double, _ isSmall: Bool
    ) {
        let n = Double(dimensions), cPath = (4 + effective / n) / (n + 4 + 2 * effective / n)
        let pull = isSmall ? (cPath * (2 - cPath) * effective).squareRoot() : 0
        pathOfCovariance = zip(pathOfCovariance, step).map { (1 - cPath) * $0 + pull * $1 }
        let cOne = 2 / ((n + 1.3) * (n + 1.3) + effective)
        let cMu = min(1 - cOne, 2 * (effective - 2 + 1 / effective) / ((n + 2) * (n + 2) + effective))
        let lost = isSmall ? 0 : cOne * cPath * (2 - cPath)
        for row in 0..<dimensions {
            for column in 0...row {
                let rankMu = zip(weights, steps).reduce(0.0) { $0 + $1.0 * $1.1[row] * $1.1[column] }
                let value =
                    (1 - cOne - cMu + lost) * covariance[row][column]
                    + cOne * pathOfCovariance[row] * pathOfCovariance[column] + cMu * rankMu
                covariance[row][column] = value
                covariance[column][row] = value
            }
        }
        let eigen = SymmetricEigen(covariance)
        axes = eigen.vectors
        lengths = eigen.values.map { max($0, 1e-20).squareRoot() }
    }

    /// C^(−1/2) y.
    private func whiten(_ y: [Double]) -> [Double] {
        let turned = (0..<dimensions).map { column in
            (0..<dimensions).reduce(0.0) { $0 + axes[$1][column] * y[$1] } / lengths[column]
        }
        return (0..<dimensions).map { row in (0..<dimensions).reduce(0.0) { $0 + axes[row][$1] * turned[$1] } }
    }
}
