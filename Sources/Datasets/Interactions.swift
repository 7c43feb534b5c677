/// Parallel columns of user–item interactions; users and items are dense indices into a `Dataset`'s ids.
public struct Interactions: Hashable, Sendable {
    /// The time of an interaction whose time is not known.
    public static let unknownTime = Int64.min

    public var users: [Int32]
    public var items: [Int32]
    /// Explicit ratings in the data's own units, or 1 for implicit feedback.
    public var ratings: [Float]
    /// Microseconds since 1970-01-01 00:00 UTC, or `unknownTime`.
    public var timestamps: [Int64]

    public init(users: [Int32] = [], items: [Int32] = [], ratings: [Float] = [], timestamps: [Int64] = []) {
        self.users = users
        self.items = items
        self.ratings = ratings
        self.timestamps = timestamps
    }

    public var count: Int { users.count }
}

/// What `ingest` makes: interactions with the ids and attributes that the indices stand for.
public struct Dataset: Hashable, Sendable {
    public var interactions: Interactions
    /// External id of each user index (as in the file).
    public var userIDs: [String]
    public var itemIDs: [String]
    /// Item attributes by name (such as `title`, `genres`), one text an item ("" where missing).
    public var itemFields: [String: [String]]
    public var userFields: [String: [String]]
    /// Test interactions that came with the data (`ncf`'s test.rating, a separate test file), for split strategy `given`.
    public var givenTest: Interactions?
    public var givenValidation: Interactions?
    /// Candidate items that came with the data, one list for each interaction of `givenTest`: negatives only, without the positive,
    /// de-duplicated.
    public var givenCandidates: [[Int32]]?
    /// Whether the data came with ratings; without, each is 1 and stands for nothing.
    public var hasRatings = true
    /// Repetitions of a (user, item) pair that were kept.
    public var repeatedPairs = 0
    /// What became of the given test's rows, where some were left out: "of 53 rows: 53 also in training".
    public var givenTestNote: String?

    public init(
        interactions: Interactions, userIDs: [String], itemIDs: [String], itemFields: [String: [String]] = [:],
        userFields: [String: [String]] = [:], givenTest: Interactions? = nil, givenValidation: Interactions? = nil,
        givenCandidates: [[Int32]]? = nil
    ) {
        self.interactions = interactions
        self.userIDs = userIDs
        self.itemIDs = itemIDs
        self.itemFields = itemFields
        self.userFields = userFields
        self.givenTest = givenTest
        self.givenValidation = givenValidation
        self.givenCandidates = givenCandidates
    }
}

/// What `split` makes: three disjoint parts. Models are fitted on `train` only; `validation` selects; `test` is looked at once.
public struct DataSplit: Hashable, Sendable {
    public var train: Interactions
    public var validation: Interactions
    public var test: Interactions
    /// One candidate list (negatives) for each test interaction, when they were given with the data.
    public var testCandidates: [[Int32]]?
    public var userCount: Int
    public var itemCount: Int
    /// Whether ratings came with the data; without, each is 1 and stands for nothing.
    public var hasRatings = true
    /// Why the test part is empty, where it is.
    public var emptyTestReason: String?

    public init(
        train: Interactions, validation: Interactions, test: Interactions, testCandidates: [[Int32]]? = nil,
        userCount: Int, itemCount: Int
    ) {
        self.train = train
        self.validation = validation
        self.test = test
        self.testCandidates = testCandidates
        self.userCount = userCount
        self.itemCount = itemCount
    }
}
