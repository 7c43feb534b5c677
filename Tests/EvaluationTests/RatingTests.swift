import Datasets
import Diagnostics
import Evaluation
import Parameters
import Testing

@Suite("Rating prediction")
struct RatingTests {
    /// Training ratings 1…5; test: user 1 rated 4 and 2, user 0 rated 3.
    static let split = DataSplit(
        train: Interactions(users: [0, 1], items: [0, 0], ratings: [1, 5], timestamps: [0, 0]), validation: Interactions(),
        test: Interactions(users: [1, 0, 1], items: [1, 2, 2], ratings: [4, 3, 2], timestamps: [0, 0, 0]), userCount: 2, itemCount: 3)
    /// Predicts 7 for item 1 (clipped: 5) and 2 for item 2.
    static let scorer = FunctionScorer(userCount: 2, itemCount: 3) { _, item in item == 1 ? 7 : 2 }

    @Test("over all pairs, clipped to the training range")
    func clipped() throws {
        let result = try prepared("rating", [("metrics", names("rmse", "mse", "mae", "pearson"))], Self.split).evaluate(Self.scorer)
        // Errors 1, −1, 0 over (1,1), (0,2), (1,2).
        #expect(abs(try #require(result["mse"]) - 2.0 / 3) < 1e-12)
        #expect(abs(try #require(result["rmse"]) - 0.816_496_580_927_726) < 1e-12)
        #expect(abs(try #require(result["mae"]) - 2.0 / 3) < 1e-12)
        // Predictions 5, 2, 2 and ratings 4, 3, 2: covariance 3, variances 6 and 2.
        #expect(abs(try #require(result["pearson"]) - 0.866_025_403_784_439) < 1e-12)
        #expect(result.perUser.users == [0, 1])
        #expect(result.perUser.columns["mse"] == [1, 0.5])
        #expect(result.counts.users == 2)
    }

    @Test("as predicted, with clipping off")
    func unclipped() throws {
        let options: [(name: String, value: ParameterValue)] = [("metrics", names("mse")), ("clip_predictions", .bool(false))]
        let result = try prepared("rating", options, Self.split).evaluate(Self.scorer)
        #expect(abs(try #require(result["mse"]) - 10.0 / 3) < 1e-12)
    }

    @Test("beside ranking metrics; users without relevant items have NaN there")
    func mixed() throws {
        let evaluator = try prepared(
            "full-ranking", [("metrics", names("mse", "mrr")), ("relevance_threshold", .double(4))], Self.split)
        let result = try evaluator.evaluate(Self.scorer)
        #expect(result.metrics.map(\.name) == ["mse", "mrr"])
        #expect(result.perUser.users == [0, 1])
        let ranks = try #require(result.perUser.columns["mrr"])
        #expect(ranks[0].isNaN && ranks[1] == 1)
        #expect(result.counts.usersWithoutPositives == 1)
        let unrated = try evaluator.evaluate(Self.scorer, predictsRatings: false)
        #expect(unrated.metrics.map(\.name) == ["mrr"])
        #expect(unrated.warnings.first?.message == "mse left out: the model's scores are not predicted ratings")
    }
}
