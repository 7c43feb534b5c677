import Statistics
import Testing

@Suite struct UnpairedTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture.load() }

    @Test func welch() {
        for sample in fixture.welch {
            let found = welchTTest(sample.a, sample.b)
            #expect(isNear(found.statistic, sample.t) && isNear(found.pValue, sample.p) && isNear(found.degreesOfFreedom ?? 0, sample.df))
        }
        #expect(welchTTest([1], [1, 2]).pValue.isNaN)
    }

    @Test func holm() {
        for sample in fixture.holm {
            for (found, expected) in zip(holmAdjusted(sample.p), sample.adjusted) { #expect(isNear(found, expected)) }
        }
    }

    /// .01 × 3 = .03; .03 × 2 = .06; .04 × 1 raised to .06.
    @Test func holmByHand() {
        #expect(holmAdjusted([0.01, 0.04, 0.03]) == [0.03, 0.06, 0.06])
        #expect(holmAdjusted([0.6, 0.7]) == [1, 1])
        let withGap = holmAdjusted([.nan, 0.02, 0.04])
        #expect(withGap[0].isNaN && withGap[1] == 0.04 && withGap[2] == 0.04)
        #expect(holmAdjusted([]).isEmpty)
    }

    @Test func moments() {
        let moments = Moments([2, 4, 4, 4, 5, 5, 7, 9])
        #expect(moments.mean == 5 && abs(moments.deviation - (32.0 / 7).squareRoot()) < 1e-15)
        #expect(Moments([3]).deviation.isNaN && Moments([3]).interval() == nil && Moments([]).mean.isNaN)
        // A large mean does not swallow the spread.
        #expect(Moments([1e9, 1e9 + 1, 1e9 + 2]).deviation == 1)
    }
}
