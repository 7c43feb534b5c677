import Search
import Testing

@Suite struct ParetoTests {
    private func trial(_ number: Int, _ values: [Double], violations: [Double] = []) -> Trial {
        Trial(number, Assignment(codes: [Double(number)]), .complete, values: values, violations: violations)
    }

    @Test func front() {
        let history = History(
            [.maximize, .minimize],
            trials: [
                trial(0, [1, 1]), trial(1, [2, 2]), trial(2, [2, 3]), trial(3, [3, 2.5]), trial(4, [5, 1], violations: [0.1]),
                trial(5, [.nan, 0]), trial(6, [2, 2]), Trial(7, Assignment(codes: [7]), .running),
            ])
        #expect(history.paretoFront.map(\.number) == [0, 1, 3, 6])
        #expect(history.best?.number == 3)
        #expect(History(trials: [trial(0, [.nan])]).paretoFront.isEmpty && History().best == nil)
    }

    @Test func hypervolumeByHand() {
        #expect(Hypervolume.of([[1, 3], [2, 2], [3, 1]], reference: [4, 4]) == 3 + 2 + 1)
        #expect(Hypervolume.of([[5, 0]], reference: [4, 4]) == 0)
        // Two boxes of 2 × 2 × 1 and 1 × 1 × 2 from the corner (2, 2, 2), overlapping in 1 × 1 × 1.
        #expect(Hypervolume.of([[0, 0, 1], [1, 1, 0]], reference: [2, 2, 2]) == 4 + 2 - 1)
    }

    @Test func duplicatesAreRecognised() {
        let history = History(trials: [
            Trial(0, Assignment(codes: [1, nil]), .failed), trial(1, [2]), Trial(2, Assignment(codes: [1, nil]), .running),
        ])
        #expect(history.duplicate(of: Assignment(codes: [1, nil]))?.number == 2)
        #expect(history.duplicate(of: Assignment(codes: [1, nil]), before: 2) == nil)
        #expect(history.duplicate(of: Assignment(codes: [1, 1])) == nil)
    }
}
