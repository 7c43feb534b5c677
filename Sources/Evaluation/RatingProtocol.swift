import Diagnostics
import Metrics
import Parameters

public struct RatingOptions: MetricOptions {
    public var metrics = ["rmse", "mae"]
    public var cutoffs: [Int] = []
    public var clipPredictions = true
    public init() {}

    public static let fields: [Field<Self>] = [.metrics, .clipPredictions]
}

/// Predicted against true ratings, over all pairs of the part.
public struct RatingProtocol: EvaluationProtocol {
    public static let id = "rating"
    public static let version = 1
    public static let documentation = "compare predicted with true ratings"
    public let requests: [MetricRequest]
    private let options: RatingOptions

    public init(options: RatingOptions) throws(Failure) {
        self.options = options
        // Any cutoff will do here: a ranking metric is refused below in words that help.
        requests = try MetricRegistry.parse(options.metrics, cutoffs: [10])
        let misfits = requests.filter { $0.metric.kind == .ranking }
        guard misfits.isEmpty else {
            throw Failure(
                .invalidInput,
                misfits.map {
                    .error("metric '\($0.metric.id)' needs a ranking, but the protocol is 'rating'", hint: "use 'protocol: full-ranking'")
                })
        }
    }

    public func prepare(_ task: EvaluationTask) throws -> Evaluator {
        try task.check()
        return try Evaluator(task, requests: requests, ranking: nil, clip: options.clipPredictions)
    }
}
