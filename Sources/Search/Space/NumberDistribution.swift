/// A parameter that is a number between two bounds, both included: uniform, log-uniform, stepped, integer or log-integer.
public struct NumberDistribution: Hashable, Sendable {
    public let low: Double
    /// With a step, the largest value that a whole number of steps reaches.
    public let high: Double
    /// Draws and distances are on the logarithmic scale.
    public let isLog: Bool
    /// The distance of neighbouring values; nil for every value in between.
    public let step: Double?
    public let isInteger: Bool
    /// 10^p where multiples of the step have p decimals: values are rounded to them, so that 3 × 0.1 is 0.3.
    private let decimals: Double?

    init(low: Double, high: Double, isLog: Bool, step: Double?, isInteger: Bool) {
        self.low = low
        self.isLog = isLog
        self.step = step
        self.isInteger = isInteger
        decimals = step.flatMap { NumberDistribution.decimals(of: [low, $0]) }
        if let step { self.high = low + ((high - low) / step + 1e-9).rounded(.down) * step } else { self.high = high }
    }

    /// How many values there are; nil for a continuum.
    public var count: Int? {
        if low == high { return 1 }
        guard let step else { return nil }
        return Int(exactly: ((high - low) / step).rounded()).map { $0 + 1 }
    }

    /// The bounds in which a continuous draw is rounded to a value: with a step half a step wider; logarithms if that is the scale.
    public var scaledBounds: (low: Double, high: Double) {
        let half = (step ?? 0) / 2
        return isLog ? (logarithm(low - half), logarithm(high + half)) : (low - half, high + half)
    }

    public func scaled(_ value: Double) -> Double { isLog ? logarithm(value) : value }

    /// The value nearest to a point of the scale: rounded to the step and clipped to the bounds.
    public func value(atScaled point: Double) -> Double { rounded(isLog ? exponential(point) : point) }

    /// The value at a fraction of the scale; 0…1 covers the bounds, each discrete value with its cell.
    public func value(atUnit fraction: Double) -> Double {
        let bounds = scaledBounds
        return value(atScaled: bounds.low + fraction * (bounds.high - bounds.low))
    }

    /// The inverse of `value(atUnit:)`, the middle of the cell of a discrete value; ½ where there is only one value.
    public func unit(of value: Double) -> Double {
        let bounds = scaledBounds
        return bounds.low == bounds.high ? 0.5 : (scaled(value) - bounds.low) / (bounds.high - bounds.low)
    }

    /// To the nearest value, ties to even steps, clipped to the bounds.
    public func rounded(_ value: Double) -> Double {
        guard let step else { return min(max(value, low), high) }
        let raw = low + ((value - low) / step).rounded(.toNearestOrEven) * step
        let clean = decimals.map { (raw * $0).rounded() / $0 } ?? raw
        return min(max(clean, low), high)
    }

    /// The value number `index` (from 0) of a stepped distribution.
    public func value(at index: Int) -> Double { rounded(low + Double(index) * (step ?? 0)) }

    public func contains(_ value: Double) -> Bool {
        guard value >= low, value <= high else { return false }
        return step == nil || abs(rounded(value) - value) <= 1e-9 * max(abs(value), step ?? 0)
    }

    private static func decimals(of values: [Double]) -> Double? {
        var scale = 1.0
        for _ in 0...12 {
            if values.allSatisfy({ abs($0 * scale - ($0 * scale).rounded()) <= 1e-9 * max(1, abs($0 * scale)) }) { return scale }
            scale *= 10
        }
        return nil
    }
}
