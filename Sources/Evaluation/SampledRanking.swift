import Datasets
import Diagnostics
import Metrics
import Randomness

/// Ranks the relevant items among a few candidates: lists that came with the data, or items drawn uniformly from those the user has
/// not seen. The candidates of a user are the relevant items and the union of the negatives of each, no item twice.
struct SampledRanking: CandidateRanking {
    let positives: Positives
    let blocks: [Range<Int>]
    /// Candidates of `positives.users[i]` at `offsets[i]..<offsets[i + 1]`: first the relevant items, then the negatives.
    private let offsets: [Int]
    private let candidates: [Int32]
    private let seed: UInt64

    init(_ task: EvaluationTask, positives: Positives, negatives: Int, useGiven: Bool) throws {
        self.positives = positives
        seed = task.seed
        let lists: [[Int32]]
        if useGiven, let given = task.givenCandidates {
            lists = try Self.givenNegatives(task, given, positives)
        } else {
            lists = Self.drawnNegatives(task, positives, count: negatives)
        }
        var offsets = [0], candidates: [Int32] = []
        for index in positives.users.indices {
            candidates += positives.items[positives.range(at: index)]
            candidates += lists[index]
            offsets.append(candidates.count)
        }
        self.offsets = offsets
        self.candidates = candidates
        blocks = FullRanking.split(positives.users.count, rows: 256)
    }

    /// The given lists of each user's interactions joined, without the relevant items, each item once.
    private static func givenNegatives(_ task: EvaluationTask, _ given: [[Int32]], _ positives: Positives) throws -> [[Int32]] {
        let interactions = task.interactions
        guard given.count == interactions.count else {
            throw Failure(
                .invalidInput, "\(given.count) candidate lists for \(interactions.count) \(task.part.rawValue) interactions",
                hint: "give one list for each interaction, in the same order")
        }
        var joined = [[Int32]](repeating: [], count: task.split.userCount)
        for (user, list) in zip(interactions.users, given) { joined[Int(user)] += list }
        return try positives.users.indices.map { index in
            let relevant = positives.items[positives.range(at: index)]
            let sorted = joined[Int(positives.users[index])].sorted()
            if let first = sorted.first, let last = sorted.last, first < 0 || last >= task.split.itemCount {
                throw Failure(.invalidInput, "a candidate of user index \(positives.users[index]) is no item: \(first < 0 ? first : last)")
            }
            return sorted.enumerated()
                .filter { $0.offset == 0 || sorted[$0.offset - 1] != $0.element }
                .map(\.element)
                .filter { relevant.position(ofSorted: $0) == nil }
        }
    }

    /// `count` distinct items for each relevant item, none that the user interacted with in the history or the evaluated part; all
    /// such items where there are fewer. A user's draw depends on (seed, user) only.
    private static func drawnNegatives(_ task: EvaluationTask, _ positives: Positives, count: Int) -> [[Int32]] {
        let known = UserItems(userCount: task.split.userCount, task.history + [task.interactions])
        var isTaken = [Bool](repeating: false, count: task.split.itemCount)
        return positives.users.indices.map { index in
            let user = positives.users[index]
            for item in known[user] { isTaken[Int(item)] = true }
            defer { for item in known[user] { isTaken[Int(item)] = false } }
            let wanted = count * positives.range(at: index).count
            let available = task.split.itemCount - known[user].count
            var stream = RandomStream(seed: task.seed, purpose: "evaluation candidates", position: UInt64(user))
            guard wanted * 4 <= available else {
                var free = isTaken.indices.filter { !isTaken[$0] }.map { Int32($0) }
                stream.shuffle(&free)
                return Array(free.prefix(wanted))
            }
            var drawn: [Int32] = []
            while drawn.count < wanted {
                let item = stream.below(isTaken.count)
                guard !isTaken[item] else { continue }
                isTaken[item] = true
                drawn.append(Int32(item))
            }
            for item in drawn { isTaken[Int(item)] = false }
            return drawn
        }
    }

    func makeRanker(_ scorer: any Scorer, depth: Int?) -> (Range<Int>) throws -> [[RankedUser]] {
        return { block in
            let start = offsets[block.lowerBound], items = candidates[start..<offsets[block.upperBound]]
            var users: [Int32] = []
            users.reserveCapacity(items.count)
            for index in block {
                users += repeatElement(positives.users[index], count: offsets[index + 1] - offsets[index])
            }
            let scores = try scorer.score(users: users, items: Array(items))
            guard scores.count == items.count else {
                throw Failure(.internalError, "a scorer gave \(scores.count) scores for \(items.count) pairs")
            }
            return try block.map { index in try rank(index, scores, from: start) }
        }
    }

    private func rank(_ index: Int, _ scores: [Float], from start: Int) throws -> [RankedUser] {
        let user = positives.users[index], wanted = positives.range(at: index)
        let row = CandidateRow(
            user: user, range: (offsets[index] - start)..<(offsets[index + 1] - start),
            items: candidates[offsets[index]..<offsets[index + 1]], masked: [], seed: seed)
        return try CountingRanker.rank(
            row, scores: scores, places: Array(0..<wanted.count), relevances: positives.relevances[wanted])
    }
}
