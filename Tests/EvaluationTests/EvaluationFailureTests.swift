import Datasets
import Diagnostics
import Evaluation
import Parameters
import Testing

@Suite("What evaluation refuses")
struct EvaluationFailureTests {
    @Test(
        "a score that is not a number names user and item, the same at any thread count",
        arguments: ["full-ranking", "sampled", "rating"])
    func notANumber(id: String) throws {
        let split = randomSplit(users: 900, items: 50)
        let scorer = FunctionScorer(userCount: 900, itemCount: 50) { user, _ in user >= 321 ? .nan : 1 }
        let metrics = id == "rating" ? names("rmse") : names("ndcg@10")
        let evaluator = try prepared(id, [("metrics", metrics)], split)
        let expected = try #require(split.test.users.first { $0 >= 321 })
        for threads in 1...3 {
            let failure = #expect(throws: Failure.self) { try evaluator.evaluate(scorer, threads: threads) }
            #expect(failure?.description.contains("user index \(expected) ") == true, "\(String(describing: failure))")
            #expect(failure?.code == .stageFailed)
        }
    }

    @Test("a seen item's score may be anything")
    func maskedNaN() throws {
        let split = randomSplit(users: 30, items: 50)
        let seen = Set(zip(split.train.users, split.train.items).map { Int($0) << 32 | Int($1) })
        let scorer = FunctionScorer(userCount: 30, itemCount: 50) { user, item in
            seen.contains(Int(user) << 32 | Int(item)) ? .nan : Float(item)
        }
        #expect(try prepared("full-ranking", [], split).evaluate(scorer).metrics.allSatisfy { !$0.value.isNaN })
    }

    @Test("interruption ends it")
    func interruption() throws {
        let split = randomSplit(users: 30, items: 50)
        let failure = #expect(throws: Failure.self) {
            try prepared("full-ranking", [], split).evaluate(scrambled(split), threads: 2, isCancelled: { true })
        }
        #expect(failure?.code == .interrupted)
    }

    @Test("an empty part, a part without relevant items, gains without ratings")
    func nothingToEvaluate() throws {
        var split = randomSplit(users: 30, items: 50)
        let none = #expect(throws: Failure.self) { try prepared("full-ranking", [("relevance_threshold", .double(6))], split) }
        #expect(none?.description == "no user of the test part has a relevant item")
        split.test.ratings[3] = 0
        #expect(throws: Failure.self) { try prepared("full-ranking", [("metrics", names("ndcg_exp@5"))], split) }
        split.validation = Interactions()
        let empty = #expect(throws: Failure.self) { try prepared("full-ranking", [], split, part: .validation) }
        #expect(empty?.code == .invalidInput)
    }

    @Test("metrics that do not exist or do not fit the protocol")
    func metrics() throws {
        let split = randomSplit(users: 5, items: 50)
        let misfit = #expect(throws: Failure.self) { try prepared("rating", [("metrics", names("rmse", "ndcg@10", "mrr"))], split) }
        #expect(misfit?.diagnostics.map(\.hint) == ["use 'protocol: full-ranking'", "use 'protocol: full-ranking'"])
        let unknown = #expect(throws: Failure.self) { try prepared("sampled", [("metrics", names("hitrate@5"))], split) }
        #expect(unknown?.diagnostics.first?.hint == "did you mean 'hit_rate@5'?")
    }

    @Test("every protocol has a name, a line of documentation, and defaults that work", arguments: EvaluationProtocolRegistry.all.map(\.id))
    func contract(id: String) throws {
        let kind = try #require(EvaluationProtocolRegistry.protocol(named: id))
        #expect(EvaluationProtocolRegistry.all.filter { $0.id == id }.count == 1)
        #expect(!kind.documentation.isEmpty && kind.fields.contains { $0.name == "metrics" })
        let defaults = kind.fields.map { (name: $0.name, value: $0.defaultValue ?? .null) }
        let split = randomSplit(users: 40, items: 60)
        for part in EvaluationTask.Part.allCases {
            let result = try prepared(id, defaults, split, part: part).evaluate(scrambled(split))
            #expect(!result.metrics.isEmpty && result.metrics.allSatisfy { $0.value.isFinite })
            #expect(result.perUser.columns.values.allSatisfy { $0.count == result.perUser.users.count })
        }
    }
}
