/// What paired values of two runs say of their difference: first minus second, unit by unit.
public struct PairedComparison: Hashable, Sendable {
    /// Units (users) at which both have a value.
    public var count: Int
    public var firstMean: Double
    public var secondMean: Double
    /// Mean of first − second.
    public var difference: Double
    /// Of the difference, by bootstrap over units; nil where none was asked for.
    public var interval: Interval?
    public var tTest: TestResult
    public var wilcoxon: TestResult
    public var permutation: TestResult
    /// Cohen's d_z = mean(d) / sd(d), the standardised difference of paired values; NaN where d does not vary.
    /// Source: Lakens 2013, doi:10.3389/fpsyg.2013.00863, equation 6.
    public var cohensD: Double
    /// Matched-pairs rank-biserial correlation (W⁺ − W⁻) / (W⁺ + W⁻), in −1…1; 0 where all differences are 0.
    /// Source: Kerby 2014, doi:10.2466/11.IT.3.1.
    public var rankBiserial: Double
    /// Units at which the first is better, as good, worse.
    public var wins: Int
    public var ties: Int
    public var losses: Int

    /// Units at which either value is NaN are left out. `higherIsBetter` decides what a win is; differences are always first − second.
    /// `level` is that of the interval; nil: none.
    public init(
        _ first: [Double], _ second: [Double], higherIsBetter: Bool = true, resamples: Int = 10_000, seed: UInt64 = 0,
        level: Double? = 0.95
    ) {
        let pairs = zip(first, second).filter { !$0.isNaN && !$1.isNaN }
        let a = pairs.map(\.0), b = pairs.map(\.1), d = pairs.map { $0 - $1 }
        count = d.count
        (firstMean, secondMean) = (Moments(a).mean, Moments(b).mean)
        interval = level.flatMap { Self.interval(first, second, resamples: resamples, seed: seed, level: $0) }
        let moments = Moments(d)
        difference = moments.mean
        tTest = pairedTTest(d)
        wilcoxon = wilcoxonTest(d)
        permutation = permutationTest(d, resamples: max(1, resamples - 1), seed: seed)
        cohensD = moments.mean / moments.deviation
        let sums = SignedRankSums(d)
        rankBiserial = sums.count == 0 ? 0 : (sums.plus - sums.minus) / (sums.plus + sums.minus)
        let above = d.count { $0 > 0 }, below = d.count { $0 < 0 }
        (wins, losses) = higherIsBetter ? (above, below) : (below, above)
        ties = d.count - above - below
    }

    /// Of the mean of first − second, by bootstrap over the units at which both have a value; nil without any.
    public static func interval(
        _ first: [Double], _ second: [Double], resamples: Int = 10_000, seed: UInt64 = 0, level: Double = 0.95
    ) -> Interval? {
        Bootstrap.mean(zip(first, second).map { $0 - $1 }.filter { !$0.isNaN }, resamples: resamples, seed: seed, level: level)
    }
}
