import Metrics
import Testing

@Suite("Properties of every ranking metric")
struct MetricPropertyTests {
    static let requests: [MetricRequest] =
        (try? MetricRegistry.parse(
            MetricRegistry.all.filter { $0.kind == .ranking }.map(\.id), cutoffs: [1, 5, 10])) ?? []

    /// Random relevances of 30 candidates in ranked order, at least one above 0.
    static func rankings(_ count: Int) -> [[Float]] {
        var generator = SeededGenerator(state: 7)
        return (0..<count).map { _ in
            var ranking = (0..<30).map { _ in generator.next() % 4 == 0 ? Float(1 + generator.next() % 5) : 0 }
            ranking[Int(generator.next() % 30)] = 3
            return ranking
        }
    }

    @Test("values lie in [0, 1]", arguments: requests)
    func bounds(request: MetricRequest) throws {
        for ranking in Self.rankings(200) {
            let value = try #require(request.value(RankedUser(rankedRelevances: ranking)))
            #expect((0...1).contains(value), "\(request.name) = \(value)")
        }
    }

    @Test("the ideal ranking has 1 (precision and recall as many hits as there can be)", arguments: requests)
    func ideal(request: MetricRequest) throws {
        for ranking in Self.rankings(50) {
            let user = RankedUser(rankedRelevances: ranking.sorted(by: >))
            let value = try #require(request.value(user))
            let hits = Double(min(request.cutoff ?? 30, user.relevantCount))
            switch request.metric.id {
            case "precision": #expect(value == hits / Double(request.cutoff ?? 30))
            case "recall": #expect(value == hits / Double(user.relevantCount))
            default: #expect(abs(value - 1) < 1e-12, "\(request.name) = \(value)")
            }
        }
    }

    @Test("moving a relevant item up never lowers a value", arguments: requests)
    func monotone(request: MetricRequest) throws {
        for ranking in Self.rankings(100) {
            let before = try #require(request.value(RankedUser(rankedRelevances: ranking)))
            for place in 1..<ranking.count where ranking[place] > ranking[place - 1] {
                var better = ranking
                better.swapAt(place, place - 1)
                let after = try #require(request.value(RankedUser(rankedRelevances: better)))
                #expect(after >= before - 1e-12, "\(request.name): \(before) → \(after)")
            }
        }
    }

    @Test("a relevant item beyond the cutoff changes nothing about those before it", arguments: requests)
    func beyondDepth(request: MetricRequest) throws {
        guard let cutoff = request.cutoff else { return }
        let exact = RankedUser(ranks: [1, 40, 41], relevances: [2, 1, 5], candidateCount: 100, irrelevantAbove: 77)
        let cut = RankedUser(
            ranks: [1, RankedUser.beyondDepth, RankedUser.beyondDepth], relevances: [2, 5, 1], candidateCount: 100, irrelevantAbove: nil)
        #expect(cutoff <= 10)
        #expect(request.value(exact) == request.value(cut))
    }

    @Test("a user without relevant items has no value; an empty set of pairs neither")
    func undefined() throws {
        for request in Self.requests { #expect(try #require(request.value(RankedUser(rankedRelevances: [0, 0]))).isNaN) }
        for request in try MetricRegistry.parse(["rmse", "mse", "mae", "pearson"]) {
            #expect(try #require(request.value(predicted: [], actual: [])).isNaN)
        }
        let pearson = try #require(MetricRegistry.parse(["pearson"]).first)
        #expect(try #require(pearson.value(predicted: [3, 3], actual: [1, 5])).isNaN)
        let auc = try #require(MetricRegistry.parse(["auc"]).first)
        #expect(try #require(auc.value(RankedUser(rankedRelevances: [1]))).isNaN)
    }
}

/// SplitMix64, so that a failing test fails again.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
