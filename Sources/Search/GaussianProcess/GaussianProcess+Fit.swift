import CKernels

extension GaussianProcess {
    /// The hyperparameters with the highest posterior density given the points, by L-BFGS from w = s = v = 1.
    /// Also returns the negative logarithm of that density.
    static func fit(_ encoding: UnitEncoding, _ points: [[Double]], _ values: [Double]) -> (Hyperparameters, loss: Double) {
        let evidence = Evidence(encoding, points, values)
        let count = encoding.groups.count
        var first = Hyperparameters(groups: count)
        let lower = Array(repeating: -12.0, count: count) + [-6, -21], upper = Array(repeating: 9.0, count: count) + [6, 1]
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
        private let paddedValues: [Double]
        /// For each group the squared distances of all pairs row > column, row by row, padded.
        private let distances: [[Double]]

        init(_ encoding: UnitEncoding, _ points: [[Double]], _ values: [Double]) {
            count = points.count
            groups = encoding.groups.count
            self.values = values
            paddedValues = PaddedMatrix.padded(values)
            distances = encoding.groups.map { group in
                var pairs: [Double] = []
                pairs.reserveCapacity(PaddedMatrix.width(points.count * (points.count - 1) / 2))
                for row in points.indices {
                    for column in 0..<row {
                        pairs.append(
                            group.coordinates.reduce(0.0) {
                                let difference = points[row][$1] - points[column][$1]
                                return $0 + difference * difference
                            })
                    }
                }
                return PaddedMatrix.padded(pairs)
            }
        }

        func loss(_ logs: [Double]) -> (value: Double, gradient: [Double]) {
            let weights = logs.prefix(groups).map(exponential)
            let scale = exponential(logs[groups]), noise = exponential(logs[groups + 1])
            let pairs = PaddedMatrix.width(count * (count - 1) / 2)
            var squared = Array(repeating: 0.0, count: pairs), kernels = squared, slopes = squared, forces = squared
            for (weight, distances) in zip(weights, distances) { ck_add_scaled(pairs, weight, distances, &squared) }
            ck_matern(pairs, squared, scale, &kernels, &slopes)
            var kernel = PaddedMatrix(count), pair = 0
            for row in 0..<count {
                for column in 0..<row { kernel[row, column] = kernels[pair + column] }
                pair += row
                kernel[row, row] = scale + noise + GaussianProcess.minimumNoise
            }
            guard let lower = kernel.cholesky() else { return (.infinity, logs) }
            let upper = lower.transposedInverse(), inverse = upper.timesTransposed()
            let solution = upper.times(upper.transposedTimes(paddedValues))
            var value = 0.0, gradient = Array(repeating: 0.0, count: logs.count), trace = 0.0
            pair = 0
            for row in 0..<count {
                value += 0.5 * values[row] * solution[row] + logarithm(lower[row, row])
                trace += solution[row] * solution[row] - inverse[row, row]
                // −½ tr((αᵀα − K⁻¹) ∂K), each pair twice.
                for column in 0..<row { forces[pair + column] = solution[row] * solution[column] - inverse[row, column] }
                pair += row
            }
            let scaleSlope = 2 * ck_dot_double(pairs, forces, kernels)
            for index in 0..<pairs { slopes[index] *= forces[index] }
            for (group, distances) in distances.enumerated() {
                gradient[group] = -weights[group] * ck_dot_double(pairs, slopes, distances)
            }
            gradient[groups] = -0.5 * (scaleSlope + scale * trace)
            gradient[groups + 1] = -0.5 * noise * trace
            addPrior(logs, &value, &gradient)
            return (value, gradient)
        }

        /// Walls that are low near w = 1 and steep beyond e^±3 keep length scales of the order of the range, a Gamma(2, 1) density keeps
        /// the scale near 1, as in Optuna, and an exponential density of rate 30 the noise small.
        private func addPrior(_ logs: [Double], _ value: inout Double, _ gradient: inout [Double]) {
            for group in 0..<groups {
                let weight = exponential(logs[group])
                value += 0.1 * (weight + 1 / weight)
                gradient[group] += 0.1 * (weight - 1 / weight)
            }
            let scale = exponential(logs[groups]), noise = exponential(logs[groups + 1]), total = noise + GaussianProcess.minimumNoise
            value += scale - logs[groups] + 30 * total
            gradient[groups] += scale - 1
            gradient[groups + 1] += 30 * noise
        }
    }
}
