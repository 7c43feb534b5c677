import Diagnostics
import Metrics
import Parameters

public struct FullRankingOptions: RelevanceOptions {
    public var metrics = ["ndcg", "recall", "hit_rate", "mrr"]
    public var cutoffs = [10]
    public var relevanceThreshold: Double?
    public var clipPredictions = true
    public init() {}

    public static let fields: [Field<Self>] = [.metrics, .cutoffs, .relevanceThreshold, .clipPredictions]
}

/// Relevant items ranked among all items the user has not seen (in train, and for the test part in validation).
/// Source: Krichene and Rendle 2020, doi:10.1145/3394486.3403226, on why to rank among all items.
public struct FullRankingProtocol: EvaluationProtocol {
    public static let id = "full-ranking"
    public static let version = 1
    public static let documentation = "rank among all items that the user has not seen"
    public let requests: [MetricRequest]
    private let options: FullRankingOptions

    public init(options: FullRankingOptions) throws(Failure) {
        self.options = options
        requests = try MetricRegistry.parse(options.metrics, cutoffs: options.cutoffs)
    }

    public func prepare(_ task: EvaluationTask) throws -> Evaluator {
        try task.check()
        try task.checkRatings(requests, threshold: options.relevanceThreshold)
        let isRanked = requests.contains { $0.metric.kind == .ranking }
        let positives = Positives(task.interactions, threshold: options.relevanceThreshold)
        return try Evaluator(
            task, requests: requests, ranking: isRanked ? FullRanking(task, positives: positives) : nil, clip: options.clipPredictions)
    }
}
