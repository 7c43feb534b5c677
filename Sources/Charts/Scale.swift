import Glibc

/// Takes values of a range to fractions of an axis.
public struct Scale: Hashable, Sendable {
    public let low: Double
    public let high: Double
    public let isLog: Bool

    /// A range without extent, or without anything above 0 on a logarithmic axis, is widened.
    public init(_ low: Double, _ high: Double, isLog: Bool = false) {
        self.isLog = isLog
        if isLog {
            let top = high > 0 && high.isFinite ? high : 10, bottom = low > 0 && low.isFinite ? low : top / 1000
            (self.low, self.high) = bottom < top ? (bottom, top) : (top / 2, top * 2)
        } else if low < high, low.isFinite, high.isFinite {
            (self.low, self.high) = (low, high)
        } else {
            let middle = low.isFinite ? low : 0, half = middle == 0 ? 1 : abs(middle) * 0.1
            (self.low, self.high) = (middle - half, middle + half)
        }
    }

    /// A scale that shows all finite values (all above 0 on a logarithmic one); `count` ticks make its ends round where `isNice`.
    public init(showing values: some Sequence<Double>, isLog: Bool = false, isNice: Bool = true, count: Double = 6) {
        let shown = values.filter { $0.isFinite && (!isLog || $0 > 0) }
        let scale = Scale(shown.min() ?? 0, shown.max() ?? (shown.isEmpty ? 1 : 0), isLog: isLog)
        guard isNice, !isLog else {
            self = scale
            return
        }
        let ends = Ticks.nice(scale.low, scale.high, count: count)
        self.init(ends.low, ends.high)
    }

    /// 0 at the low end, 1 at the high end; nil for what cannot be shown (NaN, infinities, zero on a logarithmic axis).
    public func fraction(_ value: Double) -> Double? {
        guard value.isFinite, !isLog || value > 0 else { return nil }
        return isLog ? (log(value) - log(low)) / (log(high) - log(low)) : (value - low) / (high - low)
    }

    /// The value at a fraction.
    public func value(_ fraction: Double) -> Double {
        isLog ? exp(log(low) + fraction * (log(high) - log(low))) : low + fraction * (high - low)
    }

    public func ticks(count: Int) -> [Double] {
        isLog ? Ticks.logarithmic(low, high, count: count) : Ticks.linear(low, high, count: Double(count))
    }

    /// Ticks that are written out: on a logarithmic axis the powers of ten, or 1, 2 and 5 where those are few.
    public func labelledTicks(count: Int) -> [Double] {
        let all = ticks(count: count)
        guard isLog, all.count > count else { return all }
        let isFactor = { (value: Double, factors: [Double]) in
            let mantissa = value / pow(10, (log10(value) + 1e-9).rounded(.down))
            return factors.contains { abs($0 - mantissa) < 1e-6 }
        }
        let powers = all.filter { isFactor($0, [1]) }, some = all.filter { isFactor($0, [1, 2, 5]) }
        return some.count <= count ? some : powers.count >= 2 ? powers : some
    }
}
