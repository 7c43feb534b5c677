import Glibc

/// Round positions for the marks of an axis: multiples of 1, 2 or 5 times a power of ten.
///
/// Source: d3-array's `ticks` and d3-scale's `nice` and `log.ticks`, whose figures the tests hold these to.
public enum Ticks {
    /// About `count` round values in [low, high], ascending; none for an empty or endless range.
    public static func linear(_ low: Double, _ high: Double, count: Double) -> [Double] {
        guard count > 0, low.isFinite, high.isFinite, low <= high else { return [] }
        if low == high { return [low] }
        let spec = spec(low, high, count)
        guard spec.last >= spec.first else { return [] }
        return stride(from: spec.first, through: spec.last, by: 1).map { spec.increment < 0 ? $0 / -spec.increment : $0 * spec.increment }
    }

    /// The range widened to round ends.
    public static func nice(_ low: Double, _ high: Double, count: Double) -> (low: Double, high: Double) {
        guard low < high, low.isFinite, high.isFinite else { return (low, high) }
        var (start, stop, previous) = (low, high, 0.0)
        for _ in 0..<10 {
            let step = spec(start, stop, count).increment
            if step == previous { return (start, stop) }
            if step > 0 {
                (start, stop) = ((start / step).rounded(.down) * step, (stop / step).rounded(.up) * step)
            } else if step < 0 {
                (start, stop) = ((start * step).rounded(.up) / step, (stop * step).rounded(.down) / step)
            } else {
                return (low, high)
            }
            previous = step
        }
        return (low, high)
    }

    /// Powers of ten, with their multiples where there is room; as a linear axis where the range has few of either.
    public static func logarithmic(_ low: Double, _ high: Double, count: Int) -> [Double] {
        guard low > 0, low < high, high.isFinite else { return low == high && low > 0 ? [low] : [] }
        let first = log10(low), last = log10(high)
        guard last - first < Double(count) else {
            return linear(first, last, count: min(last - first, Double(count))).map { power(Int($0.rounded())) }
        }
        var found: [Double] = []
        for exponent in Int(first.rounded(.down))...Int(last.rounded(.up)) {
            for factor in 1...9 {
                let value = exponent < 0 ? Double(factor) / power(-exponent) : Double(factor) * power(exponent)
                if value > high { break }
                if value >= low { found.append(value) }
            }
        }
        return found.count * 2 < count ? linear(low, high, count: Double(count)) : found
    }

    /// `increment` is the step, or minus one over it where that is a whole number: so that 3 · 0.1 is 0.3.
    private static func spec(_ start: Double, _ stop: Double, _ count: Double) -> (first: Double, last: Double, increment: Double) {
        let step = (stop - start) / max(0, count), exponent = log10(step).rounded(.down), error = step / pow(10, exponent)
        let factor: Double = error >= 50.0.squareRoot() ? 10 : error >= 10.0.squareRoot() ? 5 : error >= 2.0.squareRoot() ? 2 : 1
        var first: Double, last: Double, increment: Double
        if exponent < 0 {
            increment = pow(10, -exponent) / factor
            (first, last) = ((start * increment).rounded(), (stop * increment).rounded())
            if first / increment < start { first += 1 }
            if last / increment > stop { last -= 1 }
            increment = -increment
        } else {
            increment = pow(10, exponent) * factor
            (first, last) = ((start / increment).rounded(), (stop / increment).rounded())
            if first * increment < start { first += 1 }
            if last * increment > stop { last -= 1 }
        }
        if last < first, count >= 0.5, count < 2 { return spec(start, stop, count * 2) }
        return (first, last, increment)
    }

    private static func power(_ exponent: Int) -> Double { pow(10, Double(exponent)) }
}
