/// A metric as a user asks for it: `ndcg@10`, `mrr`, `rmse`.
public struct MetricRequest: Sendable, CustomStringConvertible {
    public let metric: Metric
    /// K ≥ 1, or nil for a metric of the whole ranking or of ratings.
    public let cutoff: Int?

    public init(metric: Metric, cutoff: Int?) {
        self.metric = metric
        self.cutoff = cutoff
    }

    /// The canonical name, aliases resolved: `hit_rate@10` for `hr@10`.
    public var name: String { cutoff.map { "\(metric.id)@\($0)" } ?? metric.id }
    public var description: String { name }

    public var needsAllRanks: Bool {
        guard case .ranking(let type) = metric.computation else { return false }
        return type.needsAllRanks(cutoff: cutoff)
    }

    /// The value for one user; nil for a rating metric. NaN for a user without relevant items.
    public func value(_ user: RankedUser) -> Double? {
        guard case .ranking(let type) = metric.computation else { return nil }
        return user.relevantCount == 0 ? .nan : type.value(user, cutoff: cutoff)
    }

    /// The value over pairs; nil for a ranking metric. NaN without pairs.
    public func value(predicted: ArraySlice<Float>, actual: ArraySlice<Float>) -> Double? {
        guard case .rating(let type) = metric.computation else { return nil }
        return actual.isEmpty ? .nan : type.value(predicted: predicted, actual: actual)
    }
}
