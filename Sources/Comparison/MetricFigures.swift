import RunDatabase
import Statistics

/// What a side reaches in a metric. One question has one figure, whoever asks: `compare`, `best` and reports all take it from here.
extension ComparedMetric.Value {
    /// Mean and deviation over the side's runs; nil where one of them lacks the metric.
    public init?(_ metric: String, _ side: ComparedSide) {
        let values = side.runs.compactMap { $0.metric(metric) }
        guard !values.isEmpty, values.count == side.runs.count else { return nil }
        let moments = Moments(values)
        self.init(mean: moments.mean, deviation: values.count > 1 ? moments.deviation : nil, runs: values.count)
    }

    /// Whether the value is the mean of these users' values, so that an interval over users is one of it. (An rmse is not.)
    public func isMean(of users: [Double]) -> Bool { abs(Moments(users).mean - mean) <= 1e-5 * max(1, abs(mean)) }

    /// 95 %, by bootstrap over all users of the side, whatever it is compared with; nil without their values, and where the metric is no
    /// mean over users.
    public func interval(of metric: String, _ table: PerUserTable?, resamples: Int = 10_000, seed: UInt64 = 0) -> Interval? {
        guard let users = table?.column(metric)?.values, isMean(of: users) else { return nil }
        return Bootstrap.mean(users, resamples: resamples, seed: seed)
    }
}
