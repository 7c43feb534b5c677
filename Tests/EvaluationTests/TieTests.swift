import Datasets
import Evaluation
import Metrics
import Parameters
import Testing

@Suite("Equal scores")
struct TieTests {
    @Test("a constant scorer gets the hit rate it deserves", arguments: ["full-ranking", "sampled"])
    func constant(id: String) throws {
        // One test item a user, always item 0: neither item order nor the item itself may help.
        let users = 4000, items = 100
        let test = Interactions(
            users: (0..<Int32(users)).map { $0 }, items: [Int32](repeating: 0, count: users),
            ratings: [Float](repeating: 1, count: users), timestamps: [Int64](repeating: 0, count: users))
        let split = DataSplit(train: Interactions(), validation: Interactions(), test: test, userCount: users, itemCount: items)
        let scorer = FunctionScorer(userCount: users, itemCount: items) { _, _ in 0.25 }
        let result = try prepared(
            id, [("metrics", names("hit_rate@10", "mrr", "auc")), ("negatives", .int(99))], split
        ).evaluate(scorer)
        // 4000 draws with p = 0.1: standard deviation .0047. Mean reciprocal rank: H(100) / 100 = .05187, deviation about .0017.
        #expect(abs(try #require(result["hit_rate@10"]) - 0.1) < 0.015)
        #expect(abs(try #require(result["mrr"]) - 0.051_874) < 0.006)
        #expect(result["auc"] == 0.5)
        #expect(result.counts.fewestCandidates == 100 && result.counts.mostCandidates == 100)
    }

    @Test("with many relevant items too, on both ways to rank", arguments: [["precision@10"], ["precision@10", "auc"]])
    func manyRelevant(metrics: [String]) throws {
        let split = randomSplit(users: 2000, items: 100, test: 0.2)
        let scorer = FunctionScorer(userCount: 2000, itemCount: 100) { _, _ in 0 }
        let result = try prepared("full-ranking", [("metrics", .list(metrics.map { .string($0) }))], split).evaluate(scorer)
        // Test items are .2 of all pairs and .2 / .75 of the candidates; deviation about .003.
        #expect(abs(try #require(result["precision@10"]) - 0.2 / 0.75) < 0.012)
    }

    @Test("selecting the best and counting give the same ranks, ties or not", arguments: [1, 2, 5, 40])
    func bothWays(levels: Int) throws {
        let split = randomSplit(users: 300, items: 150, test: 0.2)
        let scorer = FunctionScorer(userCount: 300, itemCount: 150) { user, item in Float((Int(user) * 31 + Int(item) * 17) % levels) }
        let selected = try prepared("full-ranking", [("metrics", names("ndcg@10"))], split).evaluate(scorer)
        let counted = try prepared("full-ranking", [("metrics", names("ndcg@10", "auc"))], split).evaluate(scorer)
        #expect(selected.perUser.columns["ndcg@10"] == counted.perUser.columns["ndcg@10"])
    }

    @Test("AUC counts equal scores half")
    func auc() throws {
        let split = randomSplit(users: 50, items: 40, test: 0.2)
        let scorer = FunctionScorer(userCount: 50, itemCount: 40) { user, item in Float((Int(user) * 7 + Int(item) * 13) % 6) }
        let result = try prepared("full-ranking", [("metrics", names("auc"))], split).evaluate(scorer)
        var expected: [Float] = []
        for user in result.perUser.users {
            let items = { (part: Interactions) in Set(zip(part.users, part.items).filter { $0.0 == user }.map(\.1)) }
            let relevant = items(split.test)
            let others = Set(0..<40).subtracting(relevant).subtracting(items(split.train)).subtracting(items(split.validation))
            var right = 0.0
            for item in relevant {
                for other in others {
                    let (a, b) = (scorer.function(user, item), scorer.function(user, other))
                    right += a > b ? 1 : a == b ? 0.5 : 0
                }
            }
            expected.append(Float(right / Double(relevant.count * others.count)))
        }
        let found = try #require(result.perUser.columns["auc"])
        for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-6) }
    }

    @Test("−∞ is a score like others, even where the masked items are counted out")
    func infinite() throws {
        let split = randomSplit(users: 60, items: 30, test: 0.3)
        for metrics in [names("recall@10"), names("recall@10", "auc")] {
            let evaluator = try prepared("full-ranking", [("metrics", metrics)], split)
            let lowest = FunctionScorer(userCount: 60, itemCount: 30) { _, _ in -.infinity }
            let level = FunctionScorer(userCount: 60, itemCount: 30) { _, _ in 3 }
            #expect(try evaluator.evaluate(lowest) == evaluator.evaluate(level))
        }
    }
}
