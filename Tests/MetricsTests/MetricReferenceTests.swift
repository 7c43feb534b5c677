import Foundation
import Metrics
import Testing

struct RankingReference: Decodable {
    struct User: Decodable {
        var relevances: [Float]
        var scores: [Float]

        /// The relevances by falling score; scores are distinct.
        var ranked: RankedUser {
            RankedUser(rankedRelevances: relevances.indices.sorted { scores[$0] > scores[$1] }.map { relevances[$0] })
        }
    }

    struct Ratings: Decodable {
        var actual: [Float], predicted: [Float]
        var mse: Double, rmse: Double, mae: Double, pearson: Double
    }

    var users: [User]
    var expected: [String: [Double]]
    var ratings: Ratings

    static func load() throws -> RankingReference {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/ranking_reference.json")
        return try JSONDecoder().decode(RankingReference.self, from: Data(contentsOf: url))
    }
}

@Suite("Metrics agree with ranx and scikit-learn")
struct MetricReferenceTests {
    @Test("every ranking metric, every user, to 1e-6")
    func ranking() throws {
        let reference = try RankingReference.load()
        let requests = try MetricRegistry.parse(Array(reference.expected.keys))
        #expect(requests.count == 37)
        let covered = Set(requests.map(\.metric.id))
        #expect(covered == Set(MetricRegistry.all.filter { $0.kind == .ranking }.map(\.id)))
        for request in requests {
            let expected = try #require(reference.expected[request.name])
            for (user, value) in zip(reference.users, expected) {
                let found = try #require(request.value(user.ranked))
                #expect(abs(found - value) < 1e-6, "\(request.name): \(found), not \(value)")
            }
        }
    }

    @Test("rating metrics to 1e-6")
    func ratings() throws {
        let ratings = try RankingReference.load().ratings
        let expected = ["mse": ratings.mse, "rmse": ratings.rmse, "mae": ratings.mae, "pearson": ratings.pearson]
        for request in try MetricRegistry.parse(MetricRegistry.all.filter { $0.kind == .rating }.map(\.id)) {
            let found = try #require(request.value(predicted: ratings.predicted[...], actual: ratings.actual[...]))
            #expect(abs(found - (try #require(expected[request.name]))) < 1e-6, "\(request.name)")
        }
    }
}
