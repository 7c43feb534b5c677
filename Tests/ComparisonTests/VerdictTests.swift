import Statistics
import Testing

import Comparison

/// A verdict goes by adjusted p-values, over users and over runs.
@Suite struct VerdictTests {
    private func test(users: Double, seeds: Double?) -> ComparedMetric.Test {
        ComparedMetric.Test(
            users: nil, adjusted: ComparedMetric.Adjusted(tTest: users, wilcoxon: users, permutation: users), seeds: nil,
            adjustedSeeds: seeds)
    }

    @Test func bothUnitsMustAgree() {
        #expect(test(users: 0.0001, seeds: 0.41).pValue == 0.41)
        #expect(test(users: 0.2, seeds: 0.01).pValue == 0.2)
        #expect(test(users: 0.03, seeds: nil).pValue == 0.03)
        // Runs that do not vary say nothing about seeds.
        #expect(test(users: 0.03, seeds: .nan).pValue == 0.03)
    }

    /// Of p-values .01, .04, .03: sorted .01 (× 3), .03 (× 2), .04 (× 1).
    @Test func factorsOfHolm() {
        #expect(holmFactors([0.01, 0.04, 0.03]) == [3, 1, 2])
        #expect(holmFactors([0.01, .nan]) == [1, 1])
        #expect(holmAdjusted([0.01, 0.04, 0.03]).map { ($0 * 100).rounded() } == [3, 6, 6])
    }
}
