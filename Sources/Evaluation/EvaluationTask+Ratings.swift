import Diagnostics
import Metrics

extension EvaluationTask {
    /// Throws where metrics look at ratings and the data came without: each is 1 then, and means nothing.
    func checkRatings(_ requests: [MetricRequest], threshold: Double?) throws(Failure) {
        guard !split.hasRatings else { return }
        let metric = requests.first { $0.metric.largestRating != nil }?.name
        guard let asking = threshold.map({ _ in "'relevance_threshold'" }) ?? metric.map({ "'\($0)'" }) else { return }
        throw Failure(
            .invalidInput, "\(asking) looks at ratings, and the data has none",
            hint: "name the column of ratings in ingest (`rating: …`), or use 'ndcg' without a threshold")
    }
}
