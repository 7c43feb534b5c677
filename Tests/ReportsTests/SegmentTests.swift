import Datasets
import Reports
import Testing

/// Five items: 0 has four training interactions, 1 three, the others one or none. A fifth of five items is one: item 0 is the head.
@Suite struct SegmentTests {
    private func interactions(_ pairs: [(Int32, Int32)], ratings: [Float]? = nil) -> Interactions {
        Interactions(
            users: pairs.map(\.0), items: pairs.map(\.1), ratings: ratings ?? pairs.map { _ in 1 }, timestamps: pairs.map { _ in 0 })
    }

    private var split: DataSplit {
        // User 0: 6 interactions, user 1: 2, user 2: 1, user 3: none.
        let train = interactions([(0, 0), (0, 1), (0, 2), (0, 3), (0, 1), (0, 0), (1, 0), (1, 1), (2, 0)])
        let test = interactions([(0, 4), (1, 0), (2, 0), (2, 4), (3, 3)], ratings: [5, 5, 5, 2, 4])
        return DataSplit(train: train, validation: Interactions(), test: test, userCount: 5, itemCount: 5)
    }

    @Test func usersByHistory() {
        let segments = Segments(split).byHistory
        #expect(segments.map(\.name) == ["new users (0)", "1–5", "6–10"])
        // User 4 is not tested.
        #expect(segments.map(\.users) == [[3], [1, 2], [0]])
    }

    @Test func usersByPopularityOfTheirTestItems() {
        let segments = Segments(split)
        #expect(segments.headCount == 1)
        #expect(abs(segments.headShare - 4.0 / 9) < 1e-12)
        #expect(segments.byPopularity.map(\.name) == ["popular items only", "popular and long-tail items", "long-tail items only"])
        #expect(segments.byPopularity.map(\.users) == [[1], [2], [0, 3]])
    }

    @Test func whatIsRatedBelowTheThresholdIsNoPositive() {
        // User 2's item 4 has rating 2.
        let segments = Segments(split, threshold: 4)
        #expect(segments.byPopularity.map(\.name) == ["popular items only", "long-tail items only"])
        #expect(segments.byPopularity.map(\.users) == [[1, 2], [0, 3]])
    }

    @Test func nothingOfNothing() {
        let empty = Segments(
            DataSplit(train: Interactions(), validation: Interactions(), test: Interactions(), userCount: 0, itemCount: 0))
        #expect(empty.byHistory.isEmpty && empty.byPopularity.isEmpty && empty.headShare == 0)
    }
}
