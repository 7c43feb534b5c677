/// A mixture of product kernels, one for each observation and a wide one as prior: the densities l and g of TPE.
///
/// Numbers have truncated normal kernels on the parameter's scale, cells of discrete values their mass; choices have 1 at the observed
/// value plus 1/(n + 1) everywhere, normalised. Rows of observations are trials, oldest first.
public struct ParzenEstimator: Sendable {
    /// How a dimension is modelled.
    enum Dimension: Sendable {
        case choice(weights: [[Double]])
        case number(Kernels)
    }

    struct Kernels: Sendable {
        let distribution: NumberDistribution
        let means: [Double]
        let sigmas: [Double]
        let low: Double
        let high: Double
    }

    let weights: [Double]
    let dimensions: [Dimension]

    /// `columns[d]` are the codes of dimension d, one for each observation. Without `weights` recent observations weigh most.
    public init(_ distributions: [Distribution], columns: [[Double]], weights given: [Double]? = nil) {
        let count = columns.first?.count ?? 0
        var raw = given ?? ParzenEstimator.recency(count)
        raw.append(1)
        let total = raw.reduce(0, +)
        weights = raw.map { $0 / total }
        dimensions = zip(distributions, columns).map { distribution, column in
            if let number = distribution.numeric { return .number(ParzenEstimator.kernels(number, column)) }
            return .choice(weights: ParzenEstimator.choiceWeights(distribution.count ?? 1, column))
        }
    }

    /// 1 for the newest 25, a ramp from 1/n to 1 for those before.
    public static func recency(_ count: Int) -> [Double] {
        guard count > 25 else { return Array(repeating: 1, count: count) }
        let ramp = count - 25, first = 1 / Double(count)
        let rising = (0..<ramp).map { ramp == 1 ? first : first + Double($0) * ((1 - first) / Double(ramp - 1)) }
        return rising + Array(repeating: 1, count: 25)
    }

    private static func choiceWeights(_ choices: Int, _ column: [Double]) -> [[Double]] {
        guard !column.isEmpty else { return [Array(repeating: 1 / Double(choices), count: choices)] }
        let spread = 1 / Double(column.count + 1)
        var rows = column.map { code in
            var row = Array(repeating: spread, count: choices)
            row[Int(code)] += 1
            return row
        }
        rows.append(Array(repeating: spread, count: choices))
        return rows.map { row in
            let total = row.reduce(0, +)
            return row.map { $0 / total }
        }
    }

    /// Sigma is the larger gap to the sorted neighbours, bounds included (the outermost two use only their inner gap), clipped to
    /// [range / min(100, n + 2), range].
    private static func kernels(_ distribution: NumberDistribution, _ column: [Double]) -> Kernels {
        let (low, high) = distribution.scaledBounds
        let points = column.map(distribution.scaled), count = points.count
        let order = points.indices.sorted { (points[$0], $0) < (points[$1], $1) }
        let smallest = (high - low) / min(100, Double(count + 2))
        var sigmas = Array(repeating: 0.0, count: count)
        for (rank, index) in order.enumerated() {
            let left = points[index] - (rank > 0 ? points[order[rank - 1]] : low)
            let right = (rank + 1 < count ? points[order[rank + 1]] : high) - points[index]
            let gap = count < 2 ? max(left, right) : rank == 0 ? right : rank == count - 1 ? left : max(left, right)
            sigmas[index] = min(max(gap, smallest), high - low)
        }
        return Kernels(
            distribution: distribution, means: points + [0.5 * (low + high)], sigmas: sigmas + [high - low], low: low, high: high)
    }
}
