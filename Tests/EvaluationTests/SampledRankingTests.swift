import Datasets
import Diagnostics
import Evaluation
import Metrics
import Parameters
import Threads
import Testing

/// Records which pairs it was asked for.
private final class RecordingScorer: Scorer {
    let userCount: Int
    let itemCount: Int
    private let pairs = Mutex<[Int32: [Int32]]>([:])

    init(_ split: DataSplit) { (userCount, itemCount) = (split.userCount, split.itemCount) }

    func scoreAllItems(users: ArraySlice<Int32>, into scores: inout [Float]) throws {}

    func score(users: [Int32], items: [Int32]) throws -> [Float] {
        pairs.withLock { for (user, item) in zip(users, items) { $0[user, default: []].append(item) } }
        return items.map { Float($0) }
    }

    var candidates: [Int32: [Int32]] { pairs.withLock { $0 } }
}

@Suite("Sampled candidates")
struct SampledRankingTests {
    @Test("drawn negatives: unseen, distinct, so many for each relevant item, the same every time")
    func drawn() throws {
        let split = randomSplit(users: 100, items: 400, test: 0.01)
        let evaluator = try prepared("sampled", [("metrics", names("ndcg@10")), ("negatives", .int(20))], split)
        let first = RecordingScorer(split), second = RecordingScorer(split)
        let result = try evaluator.evaluate(first, threads: 2)
        _ = try evaluator.evaluate(second)
        #expect(first.candidates == second.candidates)
        #expect(result.warnings.count == 1)
        for (user, items) in first.candidates {
            let of = { (part: Interactions) in Set(zip(part.users, part.items).filter { $0.0 == user }.map(\.1)) }
            let relevant = of(split.test)
            #expect(Set(items).count == items.count)
            #expect(relevant.isSubset(of: items))
            #expect(items.count == relevant.count * 21)
            #expect(of(split.train).union(of(split.validation)).isDisjoint(with: items))
        }
    }

    @Test("where fewer items are left than asked for, all of them are candidates")
    func fewItems() throws {
        let split = randomSplit(users: 20, items: 30)
        let scorer = RecordingScorer(split)
        _ = try prepared("sampled", [("metrics", names("ndcg@10"))], split).evaluate(scorer)
        for (user, items) in scorer.candidates {
            let seen = [split.train, split.validation].flatMap { part in zip(part.users, part.items).filter { $0.0 == user } }
            #expect(items.count == 30 - seen.count)
        }
    }

    @Test("given candidates are de-duplicated and lose the relevant item; the rank is that among them")
    func given() throws {
        let test = Interactions(users: [0, 1], items: [3, 2], ratings: [1, 1], timestamps: [0, 0])
        let split = DataSplit(
            train: Interactions(), validation: Interactions(), test: test, testCandidates: [[5, 3, 5, 1], [4, 0, 1]],
            userCount: 2, itemCount: 6)
        let scorer = FunctionScorer(userCount: 2, itemCount: 6) { _, item in Float(item) }
        let result = try prepared("sampled", [("metrics", names("mrr", "auc"))], split).evaluate(scorer)
        // User 0: 5 > 3 > 1. User 1: 4 > 2 > 1 > 0.
        #expect(result.perUser.columns["mrr"] == [0.5, 0.5])
        #expect(result.perUser.columns["auc"] == [0.5, Float(2.0 / 3)])
        #expect(result.counts.fewestCandidates == 3 && result.counts.mostCandidates == 4)
    }

    @Test("given candidates that fit no interaction or item are refused")
    func badCandidates() throws {
        let test = Interactions(users: [0], items: [3], ratings: [1], timestamps: [0])
        for candidates in [[[1], [2]], [[9]], [[-1]]] as [[[Int32]]] {
            let split = DataSplit(
                train: Interactions(), validation: Interactions(), test: test, testCandidates: candidates, userCount: 1, itemCount: 4)
            let failure = #expect(throws: Failure.self) { try prepared("sampled", [], split) }
            #expect(failure?.code == .invalidInput)
        }
        let split = DataSplit(train: Interactions(), validation: Interactions(), test: test, userCount: 1, itemCount: 4)
        #expect(throws: Failure.self) { try prepared("sampled", [("candidates", .string("given"))], split) }
    }
}
