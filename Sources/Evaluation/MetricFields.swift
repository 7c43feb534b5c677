import Parameters

/// The fields that every protocol has.
protocol MetricOptions: ParameterRecord {
    var metrics: [String] { get set }
    var cutoffs: [Int] { get set }
    var clipPredictions: Bool { get set }
}

/// What makes an interaction relevant, for protocols that rank.
protocol RelevanceOptions: MetricOptions {
    var relevanceThreshold: Double? { get set }
}

extension Field where Root: MetricOptions {
    static var metrics: Self {
        Field("metrics", \.metrics, type: .list(of: .string, count: 1...256), "metrics by name, with or without cutoff: ndcg@10, mrr, rmse")
    }
    static var cutoffs: Self {
        Field(
            "cutoffs", \.cutoffs, type: .list(of: .int(1...1_000_000), count: 0...64),
            "values of k for metrics that are written without one")
    }
    static var clipPredictions: Self {
        Field("clip_predictions", \.clipPredictions, "clip predicted ratings to the range of the training ratings (rating metrics only)")
    }
}

extension Field where Root: RelevanceOptions {
    static var relevanceThreshold: Self {
        Field(
            "relevance_threshold", \.relevanceThreshold, in: .finite,
            "an item is relevant when its rating is at least this; null: every interaction is relevant")
    }
}
