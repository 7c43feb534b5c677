import Diagnostics
import Parameters
import Randomness

/// Where the validation data of a given split comes from.
public enum GivenValidation: String, ParameterChoice {
    /// One training interaction of each user with at least two.
    case leaveOneOut = "leave-one-out"
    /// A share of all training interactions.
    case fraction
    case none
}

/// The test that came with the data (and its candidates, if any). Validation is taken out of the training part, never out of the test,
/// unless it came with the data too.
public enum GivenSplit: SplitStrategy {
    public static let id = "given"
    public static let documentation = "the test that came with the data; validation taken out of the training part"
    public static let version = 1

    public struct Options: ParameterRecord {
        public var validation = GivenValidation.leaveOneOut
        public var order = SplitOrder.random
        public var validationFraction = 0.1
        public var allowUnknownTimes = false

        public init() {}

        public static let fields: [Field<Self>] = [
            Field("validation", \.validation, "how validation data is taken out of the training part"),
            Field("order", \.order, "random: drawn by the seed; time: the latest (of each user, or of all)"),
            Field("validation_fraction", \.validationFraction, in: .belowOne, "share for `validation: fraction`"),
            Field("allow_unknown_times", \.allowUnknownTimes, "order by time although some times are unknown; these sort first"),
        ]
    }

    public static func usesSeed(_ options: Options) -> Bool { options.validation != .none && options.order == .random }

    public static func parts(_ options: Options) -> SplitParts {
        SplitParts(validation: options.validation == .leaveOneOut || options.validation == .fraction && options.validationFraction > 0)
    }

    public static func split(_ data: InteractionData, _ options: Options, seed: UInt64) throws -> SplitResult {
        guard let test = data.givenTest else {
            throw Failure(
                .invalidInput, "the data came without test interactions, so there is no given split",
                hint: "give the format's test file (such as `test_ratings`), or choose another strategy")
        }
        guard test.count > 0 else {
            throw Failure(
                .invalidInput, "nothing of the given test is left: " + (data.givenTestNote ?? "its file holds no rows"),
                hint: data.givenTestNote.map { _ in
                    "do the training and test files overlap? See `duplicates` and the other options of ingest"
                })
        }
        let assignment = try assign(data, options, seed: seed)
        let validation = data.givenValidation ?? assignment.rows(.validation, of: data.interactions)
        let split = DataSplit(
            train: assignment.rows(.train, of: data.interactions), validation: validation, test: test,
            testCandidates: data.givenCandidates, userCount: data.userCount, itemCount: data.itemCount)
        return SplitResult(split)
    }

    private static func assign(_ data: InteractionData, _ options: Options, seed: UInt64) throws -> Assignment {
        let none = Assignment(count: data.interactions.count)
        guard options.validation != .none, data.givenValidation == nil else { return none }
        if options.order == .time {
            try data.requireKnownTimes(unlessAllowed: options.allowUnknownTimes, alternative: "`order: random`")
        }
        if options.validation == .leaveOneOut { return LeaveOneOutSplit.validationRows(data, options.order, seed: seed) }
        var assignment = none
        let all = Array(0..<Int32(data.interactions.count))[...]
        let rows = data.ordered(all, options.order, user: 0, seed: seed, purpose: "given split validation")
        for row in rows.suffix(portion(options.validationFraction, of: rows.count)) { assignment[row] = .validation }
        return assignment
    }
}
