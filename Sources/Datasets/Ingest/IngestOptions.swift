import Parameters

/// What becomes of several interactions of one user with one item.
public enum DuplicatePolicy: String, ParameterChoice {
    /// All stay.
    case keep
    /// The earliest by time where times are known, otherwise the first in the file.
    case first
    /// The latest by time where times are known, otherwise the last in the file.
    case last
    /// The last, with the mean of the ratings.
    case mean
    case error
}

/// What becomes of interactions whose user is nobody in particular.
public enum AnonymousPolicy: String, ParameterChoice {
    case drop, keep, error
}

/// Least numbers of interactions, applied again and again until nothing more drops out (the k-core).
public struct MinimumInteractions: NestedParameters, Hashable {
    public var user = 0
    public var item = 0

    public init() {}
    public init(user: Int, item: Int) {
        self.user = user
        self.item = item
    }

    public static let fields: [Field<Self>] = [
        Field("user", \.user, in: 0...1_000_000, "fewest interactions of a user that stays"),
        Field("item", \.item, in: 0...1_000_000, "fewest interactions of an item that stays"),
    ]
}

/// What every data format understands: cleaning that happens after reading.
public struct IngestOptions: ParameterRecord {
    public var minInteractions = MinimumInteractions()
    public var duplicates = DuplicatePolicy.last
    public var anonymousUsers = AnonymousPolicy.drop
    public var anonymousIDs = ["-1", "-1.0", ""]
    public var onBadRow = BadRowPolicy.error
    public var positiveThreshold: Double?
    public var unknownTimes = ["0"]
    public var trimIDs = false
    public var decimalIDs = DecimalIDs.keep
    public var missingIDs: [String] = []

    public init() {}

    var identifierRules: IdentifierRules { IdentifierRules(trims: trimIDs, decimals: decimalIDs) }

    public static let fields: [Field<Self>] = [
        Field("min_interactions", \.minInteractions, "iterated k-core: fewest interactions of a user and of an item that stay"),
        Field("duplicates", \.duplicates, "which of several interactions of one user with one item stays"),
        Field("anonymous_users", \.anonymousUsers, "what becomes of interactions whose user is one of anonymous_ids"),
        Field("anonymous_ids", \.anonymousIDs, "user ids that stand for nobody in particular"),
        Field("on_bad_row", \.onBadRow, "error: stop and list rows that cannot be read; skip: leave them out and count them"),
        Field(
            "positive_threshold", \.positiveThreshold,
            "keep only interactions rated at least this, after `duplicates`; null keeps all"),
        Field("unknown_times", \.unknownTimes, "what is written where a time is unknown; 0 also means 0.0, but not 0.4"),
        Field("trim_ids", \.trimIDs, "whether spaces around ids count for nothing"),
        Field("decimal_ids", \.decimalIDs, "integer: ids such as 1.0 are read as 1; keep: as they are written"),
        Field("missing_ids", \.missingIDs, "ids that stand for a missing user or item, such as NaN; their rows are left out and counted"),
    ]
}
