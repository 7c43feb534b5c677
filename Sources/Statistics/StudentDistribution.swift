/// Student's t distribution with `degrees` > 0 degrees of freedom (not necessarily whole).
public struct StudentDistribution: Hashable, Sendable {
    public var degrees: Double

    public init(degrees: Double) { self.degrees = degrees }

    /// P(|T| ≥ |t|) = I_{ν / (ν + t²)}(ν/2, 1/2). Source: DLMF 8.17(iv); Abramowitz and Stegun 26.7.1.
    public func twoSided(_ t: Double) -> Double {
        guard degrees > 0, !t.isNaN else { return .nan }
        guard t.isFinite else { return 0 }
        return regularizedIncompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
    }

    /// P(T ≤ t).
    public func cumulative(_ t: Double) -> Double { t < 0 ? twoSided(t) / 2 : 1 - twoSided(t) / 2 }

    /// The t above which lies half of `alpha`, so that ±t holds 1 − alpha; by bisection to 1e-12. `alpha` in 0..<1, exclusive of 0.
    public func critical(twoSided alpha: Double) -> Double {
        guard degrees > 0, alpha > 0, alpha < 1 else { return .nan }
        var low = 0.0, high = 1.0
        while twoSided(high) > alpha, high < 1e300 { (low, high) = (high, high * 2) }
        while high - low > 1e-12 * max(1, high) {
            let middle = low + (high - low) / 2
            if middle == low || middle == high { break }
            if twoSided(middle) > alpha { low = middle } else { high = middle }
        }
        return low + (high - low) / 2
    }
}
