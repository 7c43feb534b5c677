import Stages
import Testing

/// Decisions of early stopping and selection, worked out by hand.
@Suite struct TrainingHistoryTests {
    private let ndcg = WatchedMetric(name: "ndcg@10", higherIsBetter: true)
    private let rmse = WatchedMetric(name: "rmse", higherIsBetter: false)

    private func history(_ name: String, _ values: [Double?]) -> TrainingHistory {
        TrainingHistory(epochs: values.map { TrainingHistory.Epoch(metrics: $0.map { [name: $0] } ?? [:]) })
    }

    private func patience(_ epochs: Int, minDelta: Double = 0) -> EarlyStopping {
        var rule = EarlyStopping()
        rule.patience = epochs
        rule.minDelta = minDelta
        return rule
    }

    @Test func bestIsTheEarliestOfEquals() {
        #expect(history("ndcg@10", [0.1, 0.3, 0.3, 0.2]).best(ndcg) == 2)
        #expect(history("rmse", [1.0, 0.9, 0.95]).best(rmse) == 2)
    }

    @Test func notANumberIsNeverBest() {
        #expect(history("ndcg@10", [.nan, 0.1, .infinity]).best(ndcg) == 2)
        #expect(history("ndcg@10", [.nan, nil]).best(ndcg) == nil)
        #expect(history("rmse", [1]).best(ndcg) == nil)
    }

    @Test func stopsAfterPatienceWithoutImprovement() {
        let rising = history("ndcg@10", [0.1, 0.2, 0.3])
        #expect(rising.stop(patience(1), watching: ndcg) == nil)
        let peaked = history("ndcg@10", [0.1, 0.3, 0.2, 0.25, 0.29, 0.4])
        #expect(peaked.stop(patience(1), watching: ndcg) == 3)
        #expect(peaked.stop(patience(3), watching: ndcg) == 5)
        #expect(peaked.stop(patience(4), watching: ndcg) == nil)
    }

    /// Each step improves by .01, so with a margin of .015 only every second one counts, and patience 2 is never used up.
    @Test func improvementsMustExceedTheMargin() {
        let slow = history("ndcg@10", [0.10, 0.11, 0.12, 0.13, 0.14])
        #expect(slow.stop(patience(1, minDelta: 0.015), watching: ndcg) == 2)
        #expect(slow.stop(patience(2, minDelta: 0.015), watching: ndcg) == nil)
        #expect(history("rmse", [1.0, 0.99, 0.98]).stop(patience(1, minDelta: 0.005), watching: rmse) == nil)
    }

    /// With validation every second epoch, patience still counts epochs; epochs that were not validated decide nothing.
    @Test func epochsWithoutValidationDecideNothing() {
        let every2 = history("ndcg@10", [nil, 0.2, nil, 0.1, nil, 0.1])
        #expect(every2.stop(patience(2), watching: ndcg) == 4)
        #expect(every2.stop(patience(3), watching: ndcg) == 6)
        #expect(history("ndcg@10", [nil, nil, nil]).stop(patience(1), watching: ndcg) == nil)
    }

    @Test func valuesThatAreNoNumbersUsePatienceUp() {
        #expect(history("ndcg@10", [.nan, .nan]).stop(patience(2), watching: ndcg) == 2)
    }
}
