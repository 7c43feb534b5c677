import Diagnostics

/// The strategies that `split` knows.
public enum SplitStrategies {
    public static let all: [AnySplitStrategy] = [
        AnySplitStrategy(LeaveOneOutSplit.self),
        AnySplitStrategy(RandomSplit.self),
        AnySplitStrategy(PerUserSplit.self),
        AnySplitStrategy(TemporalSplit.self),
        AnySplitStrategy(KFoldSplit.self),
        AnySplitStrategy(GivenSplit.self),
    ]

    /// `ratios` as shares that sum to 1. Throws `Failure(.invalidInput)` for what is neither shares nor weights.
    public static func shares(_ ratios: [Double]) throws -> [Double] { try Ratios.shares(ratios) }

    public static func named(_ id: String) throws -> AnySplitStrategy {
        if let strategy = all.first(where: { $0.id == id }) { return strategy }
        throw Failure(.invalidInput, "unknown split strategy '\(id)'", hint: suggestion(for: id, among: all.map(\.id)))
    }
}
