import Randomness

/// Percentile bootstrap of means over units (users), of two columns at once so that they and their difference come from the same resamples.
///
/// Each resample draws n units with replacement. Units at which both columns are 0 add nothing, so it is drawn how many of the n are
/// others (binomial, by inversion of its distribution function), and only those are drawn one by one: the same distribution, and faster by
/// as much as zeros are common. Seeded: equal seeds give equal intervals. Source: Efron 1979, doi:10.1214/aos/1176344552; percentiles with
/// linear interpolation, Hyndman and Fan 1996, doi:10.1080/00031305.1996.10473566, definition 7.
public struct Bootstrap: Sendable {
    /// Means of each resample, ascending.
    public let first: [Double]
    public let second: [Double]
    /// Mean of first − second, ascending.
    public let difference: [Double]

    /// `first` and `second` are as long as each other; with no unit all intervals are nil.
    public init(_ first: [Double], _ second: [Double], resamples: Int = 10_000, seed: UInt64 = 0) {
        let count = min(first.count, second.count)
        var rows: [SIMD2<Double>] = []
        for index in 0..<count where first[index] != 0 || second[index] != 0 { rows.append(SIMD2(first[index], second[index])) }
        var stream = RandomStream(seed: seed, purpose: "bootstrap")
        let draws = BinomialDraws(count: count, probability: count > 0 ? Double(rows.count) / Double(count) : 0)
        var means: [SIMD2<Double>] = []
        means.reserveCapacity(resamples)
        if count > 0 {
            for _ in 0..<resamples {
                let wanted = rows.count == count ? count : draws.draw(&stream)
                means.append(resampledSum(rows, wanted, &stream) / Double(count))
            }
        }
        self.first = means.map(\.x).sorted()
        self.second = means.map(\.y).sorted()
        difference = means.map { $0.x - $0.y }.sorted()
    }

    /// Of one column.
    public static func mean(_ values: [Double], resamples: Int = 10_000, seed: UInt64 = 0, level: Double = 0.95) -> Interval? {
        interval(Bootstrap(values, [Double](repeating: 0, count: values.count), resamples: resamples, seed: seed).first, level: level)
    }

    /// The middle `level` of ascending values; nil for none.
    public static func interval(_ sorted: [Double], level: Double = 0.95) -> Interval? {
        guard !sorted.isEmpty else { return nil }
        return Interval(quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2))
    }
}

/// The sum of `wanted` rows drawn with replacement; two 32-bit indices from each random word.
private func resampledSum(_ rows: [SIMD2<Double>], _ wanted: Int, _ stream: inout RandomStream) -> SIMD2<Double> {
    let count = UInt64(rows.count)
    return rows.withUnsafeBufferPointer { rows in
        var even = SIMD2<Double>.zero, odd = SIMD2<Double>.zero
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
