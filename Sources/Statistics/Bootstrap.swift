import Randomness

/// Percentile bootstrap of a mean over units (users).
///
/// Each resample draws n units with replacement. Units with the value 0 add nothing, so it is drawn how many of the n are others (binomial,
/// by inversion of its distribution function), and only those are drawn one by one: the same distribution, and faster by as much as zeros
/// are common. Seeded: equal values in equal order with equal seeds give equal intervals, wherever they are asked for.
/// Source: Efron 1979, doi:10.1214/aos/1176344552; percentiles with linear interpolation, Hyndman and Fan 1996,
/// doi:10.1080/00031305.1996.10473566, definition 7.
public enum Bootstrap {
    /// The interval that holds the middle `level` of the resampled means; nil for no values. For the difference of paired columns: of their
    /// differences.
    public static func mean(_ values: [Double], resamples: Int = 10_000, seed: UInt64 = 0, level: Double = 0.95) -> Interval? {
        guard !values.isEmpty, resamples > 0 else { return nil }
        let sorted = means(values, resamples: resamples, seed: seed).sorted()
        return Interval(quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2))
    }

    private static func means(_ values: [Double], resamples: Int, seed: UInt64) -> [Double] {
        let rows = values.filter { $0 != 0 }, count = values.count
        var stream = RandomStream(seed: seed, purpose: "bootstrap")
        let draws = BinomialDraws(count: count, probability: Double(rows.count) / Double(count))
        // Of values that are all the same (a recall of one held-out item) only their number matters.
        let same = rows.allSatisfy { $0 == rows.first } ? rows.first ?? 0 : nil
        return (0..<resamples).map { _ in
            let wanted = rows.count == count ? count : draws.draw(&stream)
            return (same.map { $0 * Double(wanted) } ?? resampledSum(rows, wanted, &stream)) / Double(count)
        }
    }
}

/// The sum of `wanted` values drawn with replacement; two 32-bit indices from each random word.
private func resampledSum(_ rows: [Double], _ wanted: Int, _ stream: inout RandomStream) -> Double {
    let count = UInt64(rows.count)
    return rows.withUnsafeBufferPointer { rows in
        var even = 0.0, odd = 0.0
        for _ in 0..<(wanted / 2) {
            let bits = stream.next()
            even += rows[Int(truncatingIfNeeded: ((bits >> 32) &* count) >> 32)]
            odd += rows[Int(truncatingIfNeeded: ((bits & 0xFFFF_FFFF) &* count) >> 32)]
        }
        if wanted % 2 == 1 { even += rows[stream.below(rows.count)] }
        return even + odd
    }
}

/// Draws from the binomial distribution by inversion of its tabulated distribution function.
struct BinomialDraws {
    private var cumulative: [Double] = []

    init(count: Int, probability: Double) {
        guard count > 0, probability > 0, probability < 1 else { return }
        let n = Double(count), p = logarithm(probability), q = logarithmOfOnePlus(-probability)
        var total = 0.0
        cumulative.reserveCapacity(count + 1)
        for k in 0...count {
            let k = Double(k)
            let log = logarithmOfGamma(n + 1) - logarithmOfGamma(k + 1) - logarithmOfGamma(n - k + 1) + k * p + (n - k) * q
            total += exponential(log)
            cumulative.append(total)
        }
    }

    func draw(_ stream: inout RandomStream) -> Int {
        guard let total = cumulative.last else { return 0 }
        let target = stream.uniform() * total
        var low = 0, high = cumulative.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] > target { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// The quantile of ascending values with linear interpolation between neighbours (the default of NumPy). NaN for none.
public func quantile(_ sorted: [Double], _ fraction: Double) -> Double {
    guard let last = sorted.last else { return .nan }
    let place = fraction * Double(sorted.count - 1), index = Int(place.rounded(.down))
    guard index + 1 < sorted.count else { return last }
    return sorted[index] + (place - Double(index)) * (sorted[index + 1] - sorted[index])
}
