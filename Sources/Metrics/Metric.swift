/// What every metric says about itself.
public protocol MetricDescription: Sendable {
    /// The name users write, before any `@k`.
    static var id: String { get }
    /// Other spellings that mean the same.
    static var aliases: [String] { get }
    /// One line, for people, with the formula.
    static var documentation: String { get }
    /// Authors, year, DOI or arXiv.
    static var source: String { get }
    static var higherIsBetter: Bool { get }
}

extension MetricDescription {
    public static var aliases: [String] { [] }
    public static var higherIsBetter: Bool { true }
}

/// Whether a metric is written with a cutoff, as in `ndcg@10`.
public enum CutoffUse: String, Sendable, Hashable {
    /// Always: a bare name stands for every cutoff of the spec.
    case required
    /// A bare name means the whole ranking.
    case optional
    case never
}

/// A metric of one user's ranking. The value for a run is the mean over users with at least one relevant item.
public protocol RankingMetric: MetricDescription {
    static var cutoffUse: CutoffUse { get }
    /// True where ranks below the cutoff matter, so that the exact rank of every relevant item is needed.
    static func needsAllRanks(cutoff: Int?) -> Bool
    /// The largest rating that the metric can take as a gain (it takes those above 0); nil where it asks only which items are relevant.
    static var largestRating: Float? { get }
    /// `user` has at least one relevant item. NaN where the value is not defined for this user, who is then left out of the mean.
    static func value(_ user: RankedUser, cutoff: Int?) -> Double
}

extension RankingMetric {
    public static var cutoffUse: CutoffUse { .required }
    public static func needsAllRanks(cutoff: Int?) -> Bool { cutoff == nil }
    public static var largestRating: Float? { nil }
}

/// A metric of predicted ratings against true ones, over all pairs of the evaluated part together (not a mean of users' values).
public protocol RatingMetric: MetricDescription {
    /// Both the same length. NaN where not defined (no pairs; no variance for a correlation). NaN in, NaN out.
    static func value(predicted: ArraySlice<Float>, actual: ArraySlice<Float>) -> Double
}

/// A metric of the registry, its type erased.
public struct Metric: Sendable {
    public enum Kind: String, Sendable { case ranking, rating }

    enum Computation: Sendable {
        case ranking(any RankingMetric.Type)
        case rating(any RatingMetric.Type)
    }

    let computation: Computation
    public let id: String
    public let aliases: [String]
    public let documentation: String
    public let source: String
    public let higherIsBetter: Bool
    public let cutoffUse: CutoffUse
    /// The largest rating that a ranking metric can take as a gain; nil where it does not look at ratings.
    public let largestRating: Float?

    init(_ type: any RankingMetric.Type) {
        self.init(.ranking(type), describedBy: type, cutoffUse: type.cutoffUse, largestRating: type.largestRating)
    }

    init(_ type: any RatingMetric.Type) {
        self.init(.rating(type), describedBy: type, cutoffUse: .never, largestRating: nil)
    }

    private init(
        _ computation: Computation, describedBy type: any MetricDescription.Type, cutoffUse: CutoffUse, largestRating: Float?
    ) {
        self.computation = computation
        self.cutoffUse = cutoffUse
        self.largestRating = largestRating
        id = type.id
        aliases = type.aliases
        documentation = type.documentation
        source = type.source
        higherIsBetter = type.higherIsBetter
    }

    public var kind: Kind {
        switch computation {
        case .ranking: .ranking
        case .rating: .rating
        }
    }

    /// Whether the value of a run is the mean of users' values.
    public var isMeanOverUsers: Bool { kind == .ranking }
}
