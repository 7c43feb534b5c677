import Datasets
import Evaluation
import Stages

/// Lists for every user of a run, handed out as they are made: memory does not grow with the users' lists.
public struct EveryUser: Sendable {
    public let source: TrainedRun
    public let items: Catalogue
    public let users: Catalogue
    private let seen: SeenItems

    public init(_ source: TrainedRun) throws {
        self.source = source
        (items, users) = (try source.items(), try source.users())
        seen = try source.history().seen(in: [.train, .validation], userCount: users.ids.count)
    }

    /// Calls `body` with some users at a time, in the order of the data, and the list of each.
    public func forEach(
        count: Int, threads: Int, isCancelled: @escaping @Sendable () -> Bool = { false },
        _ body: (Range<Int>, [[ScoredItem]]) throws -> Void
    ) throws {
        let seen = seen
        let best = BestItems(scorer: try source.model.makeScorer(), count: count) { seen[Int($0)] }
        let step = 2048 * max(1, threads)
        for start in stride(from: 0, to: users.ids.count, by: step) {
            let range = start..<min(start + step, users.ids.count)
            let lists = try best.select(range.map { Int32(truncatingIfNeeded: $0) }, threads: threads, isCancelled: isCancelled)
            try body(range, lists)
        }
    }
}
