/// The density of observations on a grid: of numbers on at most 50 points of their scale, each observed point a kernel weighted by its
/// count, with Scott's bandwidth; of choices as in TPE. One uniform kernel as prior.
///
/// Source: Scott 1992, "Multivariate density estimation", doi:10.1002/9780470316849; the robust form with the interquartile range.
struct ScottDensity {
    let values: [Double]

    init(_ distribution: Distribution, _ codes: [Double]) {
        // Lists count as choices here, ordered or not.
        guard case .number(let number) = distribution else {
            let counts = ScottDensity.counts(distribution.count ?? 1, codes.map { Int($0) })
            values = ScottDensity.choices(counts)
            return
        }
        let steps = ScottDensity.gridSize(number)
        let low = number.scaled(number.low), high = number.scaled(number.high), width = (high - low) / Double(steps - 1)
        let counts = ScottDensity.counts(
            steps, codes.map { Int(((number.scaled($0) - low) / width - 0.5).rounded(.up)) }.map { min(max($0, 0), steps - 1) })
        values = ScottDensity.numbers(counts)
    }

    private static func gridSize(_ number: NumberDistribution) -> Int {
        if number.isInteger, number.isLog { return min(Int((logarithm(number.high - number.low + 1) / logarithm(2)).rounded(.up)) + 1, 50) }
        return min(number.count ?? 50, 50)
    }

    private static func counts(_ size: Int, _ positions: [Int]) -> [Double] {
        var counts = Array(repeating: 0.0, count: size)
        for position in positions { counts[position] += 1 }
        return counts
    }

    private static func choices(_ counts: [Double]) -> [Double] {
        let observed = counts.indices.filter { counts[$0] > 0 }
        let kernels = Double(observed.count + 1), total = counts.reduce(0, +) + 1
        // A kernel: 1 at its choice, 1 / kernels everywhere, normalised; the prior is even.
        let spread = 1 / kernels, mass = 1 + spread * Double(counts.count)
        return counts.indices.map { choice in
            let own = observed.reduce(0.0) { $0 + counts[$1] / total * (($1 == choice ? 1 : 0) + spread) / mass }
            return own + 1 / total / Double(counts.count)
        }
    }

    private static func numbers(_ counts: [Double]) -> [Double] {
        let observed = counts.indices.filter { counts[$0] > 0 }, weights = observed.map { counts[$0] }, total = weights.reduce(0, +)
        let sigma = max(bandwidth(observed.map(Double.init), weights, total), 0.5 / 1.64), last = Double(counts.count - 1)
        let means = observed.map(Double.init) + [last / 2], sigmas = observed.map { _ in sigma } + [last + 1]
        let parts = weights.map { $0 / (total + 1) } + [1 / (total + 1)]
        let inside = zip(means, sigmas).map { TruncatedNormal.logMass((-0.5 - $0) / $1, (last + 0.5 - $0) / $1) }
        return counts.indices.map { point in
            means.indices.reduce(0.0) { sum, kernel in
                let left = (Double(point) - 0.5 - means[kernel]) / sigmas[kernel]
                let mass = TruncatedNormal.logMass(left, left + 1 / sigmas[kernel])
                return sum + parts[kernel] * exponential(mass - inside[kernel])
            }
        }
    }

    /// 1.059 min(IQR / 1.34, σ) n^(−1/5).
    private static func bandwidth(_ points: [Double], _ weights: [Double], _ total: Double) -> Double {
        let mean = zip(points, weights).reduce(0.0) { $0 + $1.0 * $1.1 } / total
        let squares = zip(points, weights).reduce(0.0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 }
        let sigma = (squares / max(1, total - 1)).squareRoot()
        var cumulative: [Double] = []
        for weight in weights { cumulative.append((cumulative.last ?? 0) + weight) }
        let lower = cumulative.firstIndex { $0 >= (total / 4).rounded(.down) } ?? 0
        let upper = min(cumulative.count - 1, cumulative.firstIndex { $0 > (total * 3 / 4).rounded(.down) } ?? cumulative.count - 1)
        return 1.059 * min((points[upper] - points[lower]) / 1.34, sigma) * power(total, -0.2)
    }
}
