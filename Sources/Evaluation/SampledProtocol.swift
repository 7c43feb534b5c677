import Diagnostics
import Metrics
import Parameters

public struct SampledOptions: RelevanceOptions {
    public enum Candidates: String, ParameterChoice { case given, sampled, automatic }

    public var metrics = ["ndcg", "hit_rate", "mrr"]
    public var cutoffs = [10]
    public var candidates = Candidates.automatic
    public var negatives = 99
    public var relevanceThreshold: Double?
    public var clipPredictions = true
    public init() {}

    public static let fields: [Field<Self>] = [
        .metrics, .cutoffs,
        Field(
            "candidates", \.candidates,
            "given: the lists that came with the data (test part only); sampled: drawn; automatic: given where there are any"),
        Field(
            "negatives", \.negatives, in: 1...1_000_000, "drawn negatives for each relevant item, uniform over items the user has not seen"
        ),
        .relevanceThreshold, .clipPredictions,
    ]
}

/// Relevant items ranked among a few negatives, the same for all models and epochs: the NCF papers' protocol.
/// Source: He et al. 2017, arXiv:1708.05031, section 4.1; why to distrust it: Krichene and Rendle 2020, doi:10.1145/3394486.3403226.
public struct SampledProtocol: EvaluationProtocol {
    public static let id = "sampled"
    public static let version = 1
    public static let documentation = "rank among given or sampled negatives (comparable only with results of the same protocol)"
    public let requests: [MetricRequest]
    private let options: SampledOptions

    public init(options: SampledOptions) throws(Failure) {
        self.options = options
        requests = try MetricRegistry.parse(options.metrics, cutoffs: options.cutoffs)
    }

    public func prepare(_ task: EvaluationTask) throws -> Evaluator {
        try task.check()
        try task.checkRatings(requests, threshold: options.relevanceThreshold)
        if options.candidates == .given, task.part == .test, task.givenCandidates == nil {
            throw Failure(
                .invalidInput, "'candidates: given', but the data came with no candidate lists",
                hint: "use 'candidates: sampled', or ingest with 'format: ncf'")
        }
        let positives = Positives(task.interactions, threshold: options.relevanceThreshold)
        let ranking = try SampledRanking(
            task, positives: positives, negatives: options.negatives, useGiven: options.candidates != .sampled)
        let isRanked = requests.contains { $0.metric.kind == .ranking }
        return try Evaluator(
            task, requests: requests, ranking: isRanked ? ranking : nil, clip: options.clipPredictions, warnings: [Self.warning])
    }

    private static let warning = Diagnostic.warning(
        "metrics over sampled candidates can order models differently from metrics over all items",
        hint: "use 'protocol: full-ranking' unless you compare with published results of this protocol")
}
