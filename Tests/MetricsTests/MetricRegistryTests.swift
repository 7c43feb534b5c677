import Diagnostics
import Metrics
import Testing

@Suite("Metric names")
struct MetricRegistryTests {
    @Test("a bare name expands to the cutoffs, an explicit one stays, duplicates and aliases are one")
    func expansion() throws {
        let names = try MetricRegistry.parse(["ndcg", "hr@10", "hit_rate@10", "mrr", "rmse", "ndcg@5"], cutoffs: [5, 20]).map(\.name)
        #expect(names == ["ndcg@5", "ndcg@20", "hit_rate@10", "mrr", "rmse"])
    }

    @Test("wrong names are all reported, with what was probably meant")
    func wrongNames() throws {
        let wrong = ["ndgc@10", "rmse@10", "recall@0", "map", "recall@x", "zzzzzz"]
        let failure = #expect(throws: Failure.self) { try MetricRegistry.parse(wrong) }
        let diagnostics = try #require(failure).diagnostics
        #expect(try #require(failure).code == .invalidInput)
        #expect(diagnostics.count == 6)
        #expect(diagnostics[0].message == "unknown metric 'ndgc@10'")
        #expect(diagnostics[0].hint == "did you mean 'ndcg@10'?")
        #expect(diagnostics[1].hint == "write 'rmse'")
        #expect(diagnostics[3].message == "metric 'map' needs a cutoff of at least 1")
        #expect(diagnostics[5].hint?.hasPrefix("one of ndcg, ") == true)
    }

    @Test("every metric has one name of its own and says what it is", arguments: MetricRegistry.all.map(\.id))
    func contract(id: String) throws {
        let metric = try #require(MetricRegistry.metric(named: id))
        #expect(id.allSatisfy { $0.isLowercase || $0 == "_" })
        #expect(MetricRegistry.all.filter { $0.id == id || $0.aliases.contains(id) }.count == 1)
        #expect(!metric.documentation.isEmpty && !metric.documentation.contains("\n") && !metric.source.isEmpty)
        #expect(metric.higherIsBetter == !["rmse", "mse", "mae"].contains(id))
        #expect(metric.isMeanOverUsers == (metric.kind == .ranking))
    }

    @Test("values worked out by hand: relevant items at ranks 2 and 5 of 10")
    func byHand() throws {
        let user = RankedUser(rankedRelevances: [0, 1, 0, 0, 1, 0, 0, 0, 0, 0])
        let expected = [
            // (1/log2(3) + 1/log2(6)) / (1 + 1/log2(3)); auc: 1 and 3 others are above, so 12 of 16 pairs are right.
            "ndcg@5": 0.6240505200038379, "precision@5": 0.4, "recall@2": 0.5, "mrr": 0.5, "map@5": (0.5 + 0.4) / 2, "map@2": 0.25,
            "auc": 12.0 / 16, "hit_rate@1": 0,
        ]
        for request in try MetricRegistry.parse(Array(expected.keys)) {
            let value = try #require(request.value(user)), wanted = try #require(expected[request.name])
            #expect(abs(value - wanted) < 1e-12, "\(request.name)")
        }
    }
}
