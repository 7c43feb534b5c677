import Randomness
import Statistics
import Testing

@Suite struct PairedTests {
    static let samples = (try? Fixture.load().paired) ?? []

    @Test func fixtureIsThere() { #expect(Self.samples.count == 11) }

    @Test(arguments: samples) func tests(sample: Fixture.Paired) {
        let d = sample.differences, t = pairedTTest(d), wilcoxon = wilcoxonTest(d)
        #expect(isNear(t.statistic, sample.t))
        #expect(isNear(t.pValue, sample.t_p))
        #expect(isNear(wilcoxon.statistic, sample.wilcoxon))
        #expect(isNear(wilcoxon.pValue, sample.wilcoxon_p))
        let interval = Moments(d).interval()
        #expect(isNear(interval?.low ?? .nan, sample.t_interval[0]) && isNear(interval?.high ?? .nan, sample.t_interval[1]))
    }

    @Test(arguments: samples) func effects(sample: Fixture.Paired) {
        let comparison = PairedComparison(sample.differences, sample.differences.map { _ in 0 }, resamples: 100)
        #expect(isNear(comparison.cohensD, sample.cohens_d))
        #expect(isNear(comparison.rankBiserial, sample.rank_biserial))
        #expect(comparison.wins == sample.differences.count { $0 > 0 } && comparison.losses == sample.differences.count { $0 < 0 })
        #expect(comparison.wins + comparison.ties + comparison.losses == sample.differences.count)
    }

    /// Exact where SciPy's is; else both are random, and lie within five standard errors of each other.
    @Test(arguments: samples) func permutations(sample: Fixture.Paired) {
        let resamples = sample.permutation_is_exact ? 16_383 : 99_999
        let p = permutationTest(sample.differences, resamples: resamples, seed: 3).pValue
        if sample.permutation_is_exact {
            #expect(isNear(p, sample.permutation_p))
        } else {
            #expect(abs(p - sample.permutation_p) < 5 * (2 * sample.permutation_p / Double(resamples)).squareRoot() + 2e-5)
        }
    }

    /// Both are random: limits agree within a few per cent of the standard error of the mean, and the t interval is close for large samples.
    @Test(arguments: samples) func bootstrap(sample: Fixture.Paired) throws {
        let interval = try #require(Bootstrap.mean(sample.differences, resamples: 100_000, seed: 5))
        #expect(abs(interval.low - sample.bootstrap[0]) < 0.05 * sample.bootstrap_error)
        #expect(abs(interval.high - sample.bootstrap[1]) < 0.05 * sample.bootstrap_error)
    }

    @Test func seeds() {
        let d = Self.samples.last?.differences ?? []
        #expect(permutationTest(d, seed: 1) == permutationTest(d, seed: 1))
        #expect(permutationTest(d, seed: 1) != permutationTest(d, seed: 2))
        #expect(Bootstrap.mean(d, seed: 1) == Bootstrap.mean(d, seed: 1))
        #expect(Bootstrap.mean(d, seed: 1) != Bootstrap.mean(d, seed: 2))
    }

    /// The interval of B − A is that of A − B turned round.
    @Test func differencesOfAnIntervalHaveADirection() throws {
        var stream = RandomStream(seed: 4, purpose: "test")
        let a = (0..<300).map { _ in stream.uniform() }, b = (0..<300).map { _ in stream.uniform() < 0.5 ? 0 : stream.uniform() }
        let forth = try #require(PairedComparison(a, b).interval), back = try #require(PairedComparison(b, a).interval)
        #expect(isNear(forth.low, -back.high) && isNear(forth.high, -back.low) && forth.low > 0)
    }

    /// By hand: +1 and −2 of three users; signed ranks 1 and −2 of |d| = 1, 2.
    @Test func handCalculated() {
        let comparison = PairedComparison([0.5, 0.1, 0.3], [0.4, 0.3, 0.3], resamples: 1000)
        #expect(comparison.wins == 1 && comparison.ties == 1 && comparison.losses == 1)
        #expect(abs(comparison.difference + 0.1 / 3) < 1e-15)
        #expect(abs(comparison.rankBiserial + 1.0 / 3) < 1e-15)
        // Of the four sign patterns of ±.1 ± .2, all four sums .3, −.1, .1, −.3 are at least .1 in size.
        #expect(comparison.permutation.pValue == 1)
        let lowerIsBetter = PairedComparison([1, 2], [3, 4], higherIsBetter: false, resamples: 10)
        #expect(lowerIsBetter.wins == 2 && lowerIsBetter.difference == -2)
    }

    @Test func nothingToSay() {
        let same = PairedComparison([0.1, 0.2], [0.1, 0.2])
        #expect(same.wilcoxon.pValue == 1 && same.permutation.pValue == 1 && same.rankBiserial == 0 && same.ties == 2)
        #expect(same.tTest.pValue.isNaN && same.cohensD.isNaN)
        let empty = PairedComparison([], [])
        #expect(empty.count == 0 && empty.interval == nil && empty.tTest.pValue.isNaN && empty.permutation.pValue.isNaN)
        let missing = PairedComparison([.nan, 1, 2], [1, .nan, 1])
        #expect(missing.count == 1 && missing.wins == 1)
        #expect(pairedTTest([1, 1, 1]).pValue == 0)
    }

    /// Where there is no difference, a test at 5 % errs about 5 % of the time.
    @Test func falseAlarms() {
        var stream = RandomStream(seed: 11, purpose: "test"), alarms = [0, 0, 0]
        let trials = 2000
        for trial in 0..<trials {
            let d = (0..<40).map { _ in stream.normal() }
            if pairedTTest(d).pValue < 0.05 { alarms[0] += 1 }
            if wilcoxonTest(d).pValue < 0.05 { alarms[1] += 1 }
            if permutationTest(d, resamples: 499, seed: UInt64(trial)).pValue < 0.05 { alarms[2] += 1 }
        }
        for count in alarms { #expect((65...135).contains(count), "\(alarms) of \(trials)") }
    }
}
