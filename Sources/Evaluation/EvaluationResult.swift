import Diagnostics

/// What an evaluation found.
public struct EvaluationResult: Hashable, Sendable {
    public struct Value: Hashable, Sendable {
        /// As in `MetricRequest.name`.
        public var name: String
        /// NaN where not defined for any user (such as the correlation of constant predictions).
        public var value: Double
    }

    /// One value a requested metric, in the order requested.
    public var metrics: [Value]
    public var perUser: PerUserValues
    public var counts: EvaluationCounts
    public var warnings: [Diagnostic]

    public subscript(name: String) -> Double? { metrics.first { $0.name == name }?.value }
}

/// Values of single users, in parallel arrays, for paired tests between runs. Ranking metrics have exactly the run's value as the mean of
/// their column; rating metrics are pooled over pairs, so theirs need not.
public struct PerUserValues: Hashable, Sendable {
    /// User indices, ascending.
    public var users: [Int32]
    /// One column a metric, as long as `users`; NaN where the metric is not defined for a user.
    public var columns: [String: [Float]]
}

public struct EvaluationCounts: Hashable, Sendable {
    /// Users with at least one relevant item (or, where only ratings are predicted, with a pair).
    public var users = 0
    /// Users of the part who have no relevant item, left out of ranking metrics.
    public var usersWithoutPositives = 0
    /// Evaluated users without a training interaction.
    public var coldUsers = 0
    /// Pairs of the part whose item has no training interaction.
    public var coldItemPairs = 0
    /// Pairs of the part.
    public var pairs = 0
    /// Smallest and largest number of candidates a user's relevant items were ranked among; 0 where nothing was ranked.
    public var fewestCandidates = 0
    public var mostCandidates = 0
}
