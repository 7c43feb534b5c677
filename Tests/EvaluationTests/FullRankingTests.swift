import Datasets
import Diagnostics
import Evaluation
import Metrics
import Parameters
import Testing

/// Random data: `users` × `items`, each pair in train, validation, test or nowhere; ratings 1…5.
func randomSplit(users: Int, items: Int, test share: Double = 0.1, seed: UInt64 = 1) -> DataSplit {
    var parts = [Interactions(), Interactions(), Interactions()]
    var state = seed
    for user in 0..<users {
        for item in 0..<items {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let draw = Double(state >> 11) * 0x1p-53
            let part = draw < 0.2 ? 0 : draw < 0.25 ? 1 : draw < 0.25 + share ? 2 : 3
            guard part < 3 else { continue }
            parts[part].users.append(Int32(user))
            parts[part].items.append(Int32(item))
            parts[part].ratings.append(Float(1 + (state >> 40) % 5))
            parts[part].timestamps.append(0)
        }
    }
    return DataSplit(train: parts[0], validation: parts[1], test: parts[2], userCount: users, itemCount: items)
}

/// Scores without order or ties: a permutation of the items for each user.
func scrambled(_ split: DataSplit) -> FunctionScorer {
    FunctionScorer(userCount: split.userCount, itemCount: split.itemCount) { user, item in
        Float((UInt64(user) &* 7919 &+ UInt64(item) &* 104_729) % 1_000_003)
    }
}

func prepared(
    _ id: String, _ fields: [(name: String, value: ParameterValue)], _ split: DataSplit, part: EvaluationTask.Part = .test
) throws -> Evaluator {
    let kind = try #require(EvaluationProtocolRegistry.protocol(named: id))
    return try kind.make(parameters: .record(fields)).prepare(EvaluationTask(split: split, part: part, seed: 5))
}

func names(_ names: String...) -> ParameterValue { .list(names.map { .string($0) }) }

@Suite("Full ranking")
struct FullRankingTests {
    static let metrics = ["ndcg@10", "ndcg_exp@5", "recall@3", "precision@10", "map@10", "hit_rate@1"]

    /// Sorts every user's candidates outright and asks the metrics: the slow way that the fast one must equal.
    private func reference(
        _ split: DataSplit, _ part: EvaluationTask.Part, _ scorer: FunctionScorer, threshold: Float = 0
    ) -> [Int32: RankedUser] {
        let interactions = part == .test ? split.test : split.validation
        let history = part == .test ? [split.train, split.validation] : [split.train]
        var seen: [Int32: Set<Int32>] = [:], relevance: [Int32: [Int32: Float]] = [:]
        for part in history { for (user, item) in zip(part.users, part.items) { seen[user, default: []].insert(item) } }
        for index in 0..<interactions.count where interactions.ratings[index] >= threshold {
            relevance[interactions.users[index], default: [:]][interactions.items[index]] = interactions.ratings[index]
        }
        return Dictionary(
            uniqueKeysWithValues: relevance.map { user, relevant in
                let candidates = (0..<Int32(split.itemCount)).filter { !(seen[user] ?? []).contains($0) }
                let ranked = candidates.sorted { scorer.function(user, $0) > scorer.function(user, $1) }
                return (user, RankedUser(rankedRelevances: ranked.map { relevant[$0] ?? 0 }))
            })
    }

    private func value(of request: MetricRequest, _ user: RankedUser?) throws -> Double {
        let user = try #require(user)
        return try #require(request.value(user))
    }

    @Test("equals sorting everything", arguments: [0.01, 0.1, 0.5], EvaluationTask.Part.allCases)
    func equalsSorting(share: Double, part: EvaluationTask.Part) throws {
        let split = randomSplit(users: 300, items: 211, test: share)
        let scorer = scrambled(split)
        for names in [Self.metrics, Self.metrics + ["mrr", "auc"]] {
            let evaluator = try prepared("full-ranking", [("metrics", .list(names.map { .string($0) }))], split, part: part)
            let result = try evaluator.evaluate(scorer, threads: 2)
            let reference = reference(split, part, scorer)
            #expect(result.perUser.users == reference.keys.sorted())
            for request in evaluator.requests {
                let column = try #require(result.perUser.columns[request.name])
                let expected = try result.perUser.users.map { try value(of: request, reference[$0]) }
                for (found, wanted) in zip(column, expected) { #expect(abs(Double(found) - wanted) < 1e-6, "\(request)") }
                let mean = expected.reduce(0, +) / Double(expected.count)
                #expect(abs(try #require(result[request.name]) - mean) < 1e-9)
            }
        }
    }

    @Test("a rating threshold leaves out users without relevant items, and counts them")
    func threshold() throws {
        let split = randomSplit(users: 200, items: 60, test: 0.03)
        let scorer = scrambled(split)
        let options: [(name: String, value: ParameterValue)] = [("metrics", names("ndcg@10")), ("relevance_threshold", .double(5))]
        let result = try prepared("full-ranking", options, split).evaluate(scorer)
        let reference = reference(split, .test, scorer, threshold: 5)
        #expect(result.perUser.users == reference.keys.sorted())
        #expect(result.counts.users == reference.count)
        #expect(result.counts.usersWithoutPositives == Set(split.test.users).count - reference.count)
        #expect(result.counts.usersWithoutPositives > 0)
        #expect(result.counts.pairs == split.test.count)
    }

    @Test("the same bits for any number of threads")
    func threads() throws {
        let split = randomSplit(users: 700, items: 150)
        let evaluator = try prepared("full-ranking", [("metrics", names("ndcg@10", "auc", "rmse"))], split)
        let one = try evaluator.evaluate(scrambled(split), threads: 1)
        for threads in [2, 3, 16] { #expect(try evaluator.evaluate(scrambled(split), threads: threads) == one) }
    }

    @Test("a perfect scorer has 1, its reverse 0 where there are enough others")
    func extremes() throws {
        let split = randomSplit(users: 100, items: 200, test: 0.03)
        let relevant = Set(zip(split.test.users, split.test.items).map { Int($0) << 32 | Int($1) })
        for (sign, expected) in [(Float(1), 1.0), (-1, 0)] {
            let scorer = FunctionScorer(userCount: 100, itemCount: 200) { user, item in
                relevant.contains(Int(user) << 32 | Int(item)) ? sign : 0
            }
            let result = try prepared("full-ranking", [("metrics", names("ndcg@10", "mrr@10", "map@10", "auc", "hit_rate@10"))], split)
                .evaluate(scorer)
            for value in result.metrics { #expect(value.value == expected, "\(value.name)") }
        }
    }

    @Test("an item that a user has seen and meets again stays a candidate; twice in the part, it counts once")
    func repeats() throws {
        let train = Interactions(users: [0, 0], items: [1, 2], ratings: [1, 1], timestamps: [0, 1])
        let test = Interactions(users: [0, 0], items: [1, 1], ratings: [3, 4], timestamps: [2, 3])
        let split = DataSplit(train: train, validation: Interactions(), test: test, userCount: 1, itemCount: 4)
        let scorer = FunctionScorer(userCount: 1, itemCount: 4) { _, item in [0, 5, 9, 7][Int(item)] }
        let result = try prepared("full-ranking", [("metrics", names("mrr", "recall@2"))], split).evaluate(scorer)
        // Candidates 3 (score 7), 1 (5), 0 (0); 2 is masked.
        #expect(result["mrr"] == 0.5)
        #expect(result["recall@2"] == 1)
        #expect(result.counts.mostCandidates == 3)
    }

    @Test("a cold user and cold items are counted")
    func cold() throws {
        let train = Interactions(users: [0], items: [0], ratings: [1], timestamps: [0])
        let test = Interactions(users: [0, 1, 1], items: [1, 0, 2], ratings: [1, 1, 1], timestamps: [0, 0, 0])
        let split = DataSplit(train: train, validation: Interactions(), test: test, userCount: 2, itemCount: 3)
        let scorer = FunctionScorer(userCount: 2, itemCount: 3) { _, item in Float(item) }
        let counts = try prepared("full-ranking", [("metrics", names("mrr"))], split).evaluate(scorer).counts
        #expect(counts.coldUsers == 1)
        #expect(counts.coldItemPairs == 2)
    }
}
