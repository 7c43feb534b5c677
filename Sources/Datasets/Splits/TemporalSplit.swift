import Diagnostics
import Parameters

/// Two moments divide the data for all users at once: training before the first, validation between, test from the second on. No training
/// interaction is later than, or at the same time as, any of validation; nor validation as any of test.
///
/// The moments are given, or found so that about the given shares of all interactions follow them: of interactions at the moment itself,
/// all belong to the later part.
public enum TemporalSplit: SplitStrategy {
    public static let id = "temporal"
    public static let documentation = "two moments divide the data for all users: nothing of the future is in training"
    public static let version = 1

    public struct Options: ParameterRecord {
        public var ratios = [0.8, 0.1, 0.1]
        public var validationFrom: Int?
        public var testFrom: Int?
        public var allowUnknownTimes = false

        public init() {}

        public static let fields: [Field<Self>] = [
            Field("ratios", \.ratios, type: Ratios.type, Ratios.documentation + ", as nearly as equal times allow"),
            Field(
                "validation_from", \.validationFrom, "moment from which on interactions are validation, in Unix seconds; null: by ratios"),
            Field("test_from", \.testFrom, "moment from which on interactions are the test, in Unix seconds; null: by ratios"),
            Field("allow_unknown_times", \.allowUnknownTimes, "put interactions of unknown time into training"),
        ]
    }

    public static func usesSeed(_ options: Options) -> Bool { false }

    public static func check(_ options: Options) throws {
        _ = try Ratios(options.ratios)
        guard let validationFrom = options.validationFrom, let testFrom = options.testFrom else { return }
        try checkOrder(Int64(validationFrom), Int64(testFrom))
    }

    public static func parts(_ options: Options) -> SplitParts {
        SplitParts(
            validation: options.validationFrom != nil || options.ratios[1] > 0, test: options.testFrom != nil || options.ratios[2] > 0)
    }

    public static func split(_ data: InteractionData, _ options: Options, seed: UInt64) throws -> SplitResult {
        try data.requireKnownTimes(unlessAllowed: options.allowUnknownTimes, alternative: "`strategy: random` or `per-user`")
        let (validationFrom, testFrom) = try moments(data.interactions.timestamps, options)
        var assignment = Assignment(count: data.interactions.count)
        for (row, time) in data.interactions.timestamps.enumerated() where time != Interactions.unknownTime {
            assignment[Int32(row)] = time >= testFrom ? .test : time >= validationFrom ? .validation : .train
        }
        let split = assignment.split(data)
        guard split.train.count > 0 else {
            throw Failure(
                .invalidInput, "no interaction is earlier than the validation and test data, so there is nothing to train on",
                hint: "choose later moments, or smaller shares")
        }
        return SplitResult(split)
    }

    private static func moments(_ times: [Int64], _ options: Options) throws -> (validationFrom: Int64, testFrom: Int64) {
        let ratios = try Ratios(options.ratios)
        let sorted = times.sorted()
        let sizes = ratios.sizes(of: sorted.count)
        let quantile = { (later: Int) in later > 0 ? sorted[sorted.count - later] : Int64.max }
        let testFrom = options.testFrom.map(Int64.init) ?? quantile(sizes.test)
        let validationFrom = options.validationFrom.map(Int64.init) ?? quantile(sizes.test + sizes.validation)
        try checkOrder(validationFrom, testFrom)
        return (validationFrom, testFrom)
    }

    private static func checkOrder(_ validationFrom: Int64, _ testFrom: Int64) throws {
        guard validationFrom > testFrom else { return }
        throw Failure(
            .invalidInput, "`validation_from` (\(validationFrom)) is after `test_from` (\(testFrom))",
            hint: "validation lies before the test; give both moments, or neither")
    }
}
