import Datasets
import Threads

/// An item with the score that a model gives it.
public struct ScoredItem: Hashable, Sendable {
    public var item: Int32
    public var score: Float

    public init(item: Int32, score: Float) { (self.item, self.score) = (item, score) }
}

/// The best items for users: what full ranking selects, in its blocks and with its selection, handed out instead of measured.
public struct BestItems: Sendable {
    public let scorer: any Scorer
    /// Items that a user is not recommended, by user index: ascending, each once.
    public let masked: @Sendable (Int32) -> ArraySlice<Int32>
    public let count: Int

    public init(scorer: any Scorer, count: Int, masked: @escaping @Sendable (Int32) -> ArraySlice<Int32>) {
        (self.scorer, self.count, self.masked) = (scorer, max(1, count), masked)
    }

    /// One list a user, best first; of equal scores the item with the lower index first. Shorter than `count` where the user has fewer
    /// unseen items. Throws `Failure(.stageFailed)` where a score is not a number.
    public func select(_ users: [Int32], threads: Int = 1, isCancelled: @Sendable () -> Bool = { false }) throws -> [[ScoredItem]] {
        let itemCount = scorer.itemCount
        let blocks = FullRanking.split(users.count, rows: max(48, min(256, (1 << 18) / max(1, itemCount))))
        let lists = try runBlocks("evaluation", blocks.count, threads: threads, isCancelled: isCancelled) {
            var scores: [Float] = [], selection = TopSelection(depth: count)
            return { (number: Int) -> [[ScoredItem]] in
                let block = blocks[number], size = block.count * itemCount
                if scores.count < size { scores = [Float](repeating: 0, count: size) }
                try scorer.scoreAllItems(users: users[block], into: &scores)
                return try block.map { index in
                    let start = (index - block.lowerBound) * itemCount
                    return try best(users[index], start..<start + itemCount, &scores, &selection)
                }
            }
        }
        return lists.flatMap { $0 }
    }

    private func best(
        _ user: Int32, _ range: Range<Int>, _ scores: inout [Float], _ selection: inout TopSelection
    ) throws -> [ScoredItem] {
        let seen = masked(user)
        for item in seen { scores[range.lowerBound + Int(item)] = -.infinity }
        let row = CandidateRow(user: user, range: range, items: nil, masked: seen, seed: 0)
        try row.checkForNaN(scores)
        if count < row.candidateCount, selection.select(row, from: scores) {
            return selection.best.map { ScoredItem(item: $0, score: scores[range.lowerBound + Int($0)]) }
        }
        // Equal scores, or few candidates.
        var candidates = (0..<Int32(truncatingIfNeeded: range.count)).filter { !row.isMasked($0) }
            .map { ScoredItem(item: $0, score: scores[range.lowerBound + Int($0)]) }
        candidates.sort { ($0.score, $1.item) > ($1.score, $0.item) }
        return Array(candidates.prefix(count))
    }
}
