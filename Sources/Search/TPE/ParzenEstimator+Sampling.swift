extension ParzenEstimator {
    /// `count` points: first the kernels (inverse distribution function of the weights), then the choices, then the numbers, dimension by
    /// dimension. Returns one column for each dimension. Draws `count` × (1 + dimensions) doubles.
    func sample(_ count: Int, from generator: inout MersenneTwister) -> [[Double]] {
        let kernels = pickKernels(count, &generator)
        var columns = Array(repeating: [Double](), count: dimensions.count)
        for (index, dimension) in dimensions.enumerated() {
            guard case .choice(let weights) = dimension else { continue }
            columns[index] = kernels.map { kernel in
                let quantile = generator.uniform()
                var total = 0.0, choice = 0
                for weight in weights[kernel].dropLast() {
                    total += weight
                    if total < quantile { choice += 1 }
                }
                return Double(choice)
            }
        }
        for (index, dimension) in dimensions.enumerated() {
            guard case .number(let number) = dimension else { continue }
            columns[index] = kernels.map { kernel in number.draw(kernel, generator.uniform()) }
        }
        return columns
    }

    private func pickKernels(_ count: Int, _ generator: inout MersenneTwister) -> [Int] {
        var cumulative: [Double] = [], total = 0.0
        for weight in weights {
            total += weight
            cumulative.append(total)
        }
        return (0..<count).map { _ in
            let quantile = generator.uniform()
            var low = 0, high = weights.count - 1
            while low < high {
                let middle = (low + high) / 2
                if cumulative[middle] / total <= quantile { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }
}

extension ParzenEstimator.Kernels {
    fileprivate func draw(_ kernel: Int, _ quantile: Double) -> Double {
        let mean = means[kernel], sigma = sigmas[kernel]
        let point = TruncatedNormal.quantile(quantile, (low - mean) / sigma, (high - mean) / sigma) * sigma + mean
        return distribution.value(atScaled: point)
    }
}
