extension GaussianProcess {
    /// The hyperparameters with the highest posterior density given the points, by L-BFGS from w = s = v = 1.
    /// Also returns the negative logarithm of that density.
    static func fit(_ encoding: UnitEncoding, _ points: [[Double]], _ values: [Double]) -> (Hyperparameters, loss: Double) {
        let evidence = Evidence(encoding, points, values)
        let count = encoding.groups.count
        var first = Hyperparameters(groups: count)
        let lower = Array(repeating: -12.0, count: count) + [-6, -14], upper = Array(repeating: 9.0, count: count) + [6, 1]
        let found = BoundedMinimizer(iterations: 40, gradientTolerance: 1e-2).minimize(
            first.logs, lower: lower, upper: upper, evidence.loss)
        if found.value.isFinite { first.logs = found.point }
        return (first, found.value)
    }

    /// The negative logarithm of marginal likelihood times prior, with its gradient.
    struct Evidence {
        private let count: Int
        private let groups: Int
        private let values: [Double]
        private let paddedValues: [SIMD8<Double>]
        /// For each group the squared distances of all pairs row > column, row by row.
        private let distances: [[Double]]

        init(_ encoding: UnitEncoding, _ points: [[Double]], _ values: [Double]) {
            count = points.count
            groups = encoding.groups.count
            self.values = values
            paddedValues = PaddedMatrix.padded(values)
            distances = encoding.groups.map { group in
                var pairs: [Double] = []
                pairs.reserveCapacity(points.count * (points.count - 1) / 2)
                for row in points.indices {
                    for column in 0..<row {
                        pairs.append(
                            group.coordinates.reduce(0.0) {
                                let difference = points[row][$1] - points[column][$1]
                                return $0 + difference * difference
                            })
                    }
                }
                return pairs
            }
        }

        func loss(_ logs: [Double]) -> (value: Double, gradient: [Double]) {
            let weights = logs.prefix(groups).map(exponential)
            let scale = exponential(logs[groups]), noise = exponential(logs[groups + 1])
            var squared = Array(repeating: 0.0, count: count * (count - 1) / 2)
            for (weight, pairs) in zip(weights, distances) { for index in pairs.indices { squared[index] += weight * pairs[index] } }
            var kernel = PaddedMatrix(count), slopes = squared, pair = 0
            for row in 0..<count {
                for column in 0..<row {
                    let (value, slope) = GaussianProcess.matern(squared[pair])
                    kernel[row, column] = scale * value
                    slopes[pair] = scale * slope
                    pair += 1
                }
                kernel[row, row] = scale + noise + GaussianProcess.minimumNoise
            }
            guard let lower = kernel.cholesky() else { return (.infinity, logs) }
            let inverse = lower.transposedInverse().timesTransposed()
            let solution = (0..<count).map { inverse.dot($0, paddedValues) }
            var value = 0.0, gradient = Array(repeating: 0.0, count: logs.count), trace = 0.0, scaleSlope = 0.0
            pair = 0
            for row in 0..<count {
                value += 0.5 * values[row] * solution[row] + logarithm(lower[row, row])
                let own = solution[row] * solution[row] - inverse[row, row]
                trace += own
                for column in 0..<row {
                    // −½ tr((αᵀα − K⁻¹) ∂K), each pair twice.
                    let force = solution[row] * solution[column] - inverse[row, column]
                    scaleSlope += 2 * force * kernel[row, column]
                    slopes[pair] *= force
                    pair += 1
                }
            }
            for (group, pairs) in distances.enumerated() {
                var sum = 0.0
                for index in pairs.indices { sum += slopes[index] * pairs[index] }
                gradient[group] = -weights[group] * sum
            }
            gradient[groups] = -0.5 * (scaleSlope + scale * trace)
            gradient[groups + 1] = -0.5 * noise * trace
            addPrior(logs, &value, &gradient)
            return (value, gradient)
        }

        /// Walls that are low near w = 1 and steep beyond e^±3 keep length scales of the order of the range, a Gamma(2, 1) density keeps
        /// the scale near 1, and a Gamma(1.1, 30) density the noise small, as in Optuna.
        private func addPrior(_ logs: [Double], _ value: inout Double, _ gradient: inout [Double]) {
            for group in 0..<groups {
                let weight = exponential(logs[group])
                value += 0.1 * (weight + 1 / weight)
                gradient[group] += 0.1 * (weight - 1 / weight)
            }
            let scale = exponential(logs[groups]), noise = exponential(logs[groups + 1]), total = noise + GaussianProcess.minimumNoise
            value += scale - logs[groups] + 30 * total - 0.1 * logarithm(total)
            gradient[groups] += scale - 1
            gradient[groups + 1] += (30 - 0.1 / total) * noise
        }
    }
}
