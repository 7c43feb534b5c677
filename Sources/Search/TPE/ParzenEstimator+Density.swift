extension ParzenEstimator {
    /// The logarithm of the mixture's density at each point; `columns[d]` are the codes of dimension d.
    public func logDensity(_ columns: [[Double]]) -> [Double] {
        let kernels = weights.count, count = columns.first?.count ?? 0
        var logs = Array(repeating: 0.0, count: count * kernels)
        let constant = addKernelConstants()
        for (dimension, column) in zip(dimensions, columns) {
            switch dimension {
            case .choice(let weights): ParzenEstimator.add(weights, column, to: &logs)
            case .number(let number) where number.distribution.step == nil: number.addSquares(column, to: &logs)
            case .number(let number): number.addMasses(column, to: &logs)
            }
        }
        return (0..<count).map { ParzenEstimator.logSum(logs, constant, from: $0 * kernels) }
    }

    /// What does not depend on the point: the weight, and the normalisation of every number's kernel.
    private func addKernelConstants() -> [Double] {
        var constant = weights.map(logarithm)
        for case .number(let number) in dimensions {
            let isContinuous = number.distribution.step == nil
            for kernel in constant.indices {
                let sigma = number.sigmas[kernel], mean = number.means[kernel]
                constant[kernel] -= TruncatedNormal.logMass((number.low - mean) / sigma, (number.high - mean) / sigma)
                if isContinuous { constant[kernel] -= logarithm(sigma) + TruncatedNormal.logRootTwoPi }
            }
        }
        return constant
    }

    private static func add(_ weights: [[Double]], _ column: [Double], to logs: inout [Double]) {
        let table = weights.map { $0.map(logarithm) }
        for (point, code) in column.enumerated() {
            let start = point * table.count, choice = Int(code)
            for kernel in table.indices { logs[start + kernel] += table[kernel][choice] }
        }
    }

    /// log Σ exp; terms that cannot change the 16th digit are skipped.
    private static func logSum(_ logs: [Double], _ constant: [Double], from start: Int) -> Double {
        var highest = -Double.infinity
        for kernel in constant.indices { highest = max(highest, logs[start + kernel] + constant[kernel]) }
        guard highest.isFinite else { return highest }
        var sum = 0.0
        for kernel in constant.indices {
            let difference = logs[start + kernel] + constant[kernel] - highest
            if difference > -50 { sum += exponential(difference) }
        }
        return logarithm(sum) + highest
    }
}

extension ParzenEstimator.Kernels {
    fileprivate func addSquares(_ column: [Double], to logs: inout [Double]) {
        let inverse = sigmas.map { 1 / $0 }
        for (point, code) in column.enumerated() {
            let x = distribution.scaled(code), start = point * means.count
            for kernel in means.indices {
                let distance = (x - means[kernel]) * inverse[kernel]
                logs[start + kernel] -= 0.5 * distance * distance
            }
        }
    }

    /// The mass of a value's cell. Values and kernels repeat a lot: each pair of a value and a (mean, sigma) is computed once.
    fileprivate func addMasses(_ column: [Double], to logs: inout [Double]) {
        let half = (distribution.step ?? 0) / 2
        let order = means.indices.sorted { (means[$0], sigmas[$0]) < (means[$1], sigmas[$1]) }
        var known: [Double: [Double]] = [:]
        for (point, code) in column.enumerated() {
            let masses: [Double]
            if let found = known[code] {
                masses = found
            } else {
                masses = cellMasses(distribution.scaled(code - half), distribution.scaled(code + half), order)
                known[code] = masses
            }
            let start = point * means.count
            for kernel in means.indices { logs[start + kernel] += masses[kernel] }
        }
    }

    private func cellMasses(_ left: Double, _ right: Double, _ order: [Int]) -> [Double] {
        var masses = Array(repeating: 0.0, count: means.count), previous = -1
        for kernel in order {
            if previous >= 0, means[kernel] == means[previous], sigmas[kernel] == sigmas[previous] {
                masses[kernel] = masses[previous]
            } else {
                masses[kernel] = TruncatedNormal.logMass((left - means[kernel]) / sigmas[kernel], (right - means[kernel]) / sigmas[kernel])
            }
            previous = kernel
        }
        return masses
    }
}
