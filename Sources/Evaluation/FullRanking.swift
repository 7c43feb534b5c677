import Datasets
import Metrics

/// Ranks the relevant items among all items that the user has not seen. An item that is both seen and relevant (a repeated interaction)
/// stays a candidate.
struct FullRanking: CandidateRanking {
    let positives: Positives
    let blocks: [Range<Int>]
    private let seen: UserItems
    private let itemCount: Int
    private let seed: UInt64

    init(_ task: EvaluationTask, positives: Positives) {
        self.positives = positives
        seen = UserItems(userCount: task.split.userCount, task.history)
        itemCount = task.split.itemCount
        seed = task.seed
        // About 1 MB of scores at a time stay in the cache between the product that makes them and the scans that read them; where rows are
        // long, enough users that the items' factors are not read for too few. Six users pass through the product's kernel together.
        blocks = FullRanking.split(positives.users.count, rows: max(48, min(256, (1 << 18) / max(1, itemCount))) / 6 * 6)
    }

    static func split(_ count: Int, rows: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: rows).map { $0..<min($0 + rows, count) }
    }

    func makeRanker(_ scorer: any Scorer, depth: Int?) -> (Range<Int>) throws -> [[RankedUser]] {
        var scores: [Float] = []
        var selection = TopSelection(depth: depth ?? 1)
        return { block in
            let size = block.count * itemCount
            if scores.count < size { scores = [Float](repeating: 0, count: size) }
            try scorer.scoreAllItems(users: positives.users[block], into: &scores)
            return try block.map { index in
                let start = (index - block.lowerBound) * itemCount
                return try rank(index, start..<(start + itemCount), &scores, depth: depth, &selection)
            }
        }
    }

    private func rank(
        _ index: Int, _ range: Range<Int>, _ scores: inout [Float], depth: Int?, _ selection: inout TopSelection
    ) throws -> [RankedUser] {
        let user = positives.users[index], wanted = positives.range(at: index)
        let masked = maskedItems(user, wanted)
        mask(masked, in: &scores, from: range.lowerBound)
        let row = CandidateRow(user: user, range: range, items: nil, masked: masked, seed: seed)
        // Counting costs a scan for each relevant item, selecting the best K a scan or two.
        if let depth, wanted.count > 2, depth < row.candidateCount {
            try row.checkForNaN(scores)
            if selection.select(row, from: scores) { return [ranked(wanted, selection.best, candidateCount: row.candidateCount)] }
        }
        return try CountingRanker.rank(
            row, scores: scores, places: positives.items[wanted].map { Int($0) }, relevances: positives.relevances[wanted])
    }

    /// Seen items without the relevant ones, ascending.
    private func maskedItems(_ user: Int32, _ wanted: Range<Int>) -> ArraySlice<Int32> {
        let seen = seen[user]
        guard positives.items[wanted].contains(where: { seen.position(ofSorted: $0) != nil }) else { return seen }
        return seen.filter { positives.items[wanted].position(ofSorted: $0) == nil }[...]
    }

    private func ranked(_ wanted: Range<Int>, _ best: ArraySlice<Int32>, candidateCount: Int) -> RankedUser {
        var ranks: [Int32] = [], relevances: [Float] = []
        for (place, item) in best.enumerated() {
            guard let found = positives.items[wanted].position(ofSorted: item) else { continue }
            ranks.append(Int32(place + 1))
            relevances.append(positives.relevances[found])
        }
        // The order among those beyond the depth is not known and not asked for: only the ideal ranking sees their relevances.
        let found = Set(ranks.map { best[Int($0) - 1] })
        for index in wanted where !found.contains(positives.items[index]) {
            ranks.append(RankedUser.beyondDepth)
            relevances.append(positives.relevances[index])
        }
        return RankedUser(ranks: ranks, relevances: relevances, candidateCount: candidateCount, irrelevantAbove: nil)
    }
}
