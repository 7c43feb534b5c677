import Diagnostics
import Parameters

/// Two moments divide the data for all users at once: training before the first, validation between, test from the second on. No training
/// interaction is later than, or at the same time as, any of validation; nor validation as any of test.
///
/// The moments are given, or found so that about the given shares of all interactions follow them: of interactions at the moment itself,
/// all belong to the later part. Where only the test's moment is given, validation takes its share of what comes before,
/// validation / (training + validation).
public enum TemporalSplit: SplitStrategy {
    public static let id = "temporal"
    public static let documentation = "two moments divide the data for all users: nothing of the future is in training"
    public static let version = 2

    public struct Options: ParameterRecord {
        public var ratios = [0.8, 0.1, 0.1]
        public var validationFrom: String?
        public var testFrom: String?
        public var allowUnknownTimes = false

        public init() {}

        private static let moment = "a date (2015-06-01, 2015-06-01T12:00:00Z) or Unix seconds; null: by ratios"

        public static let fields: [Field<Self>] = [
            Field("ratios", \.ratios, type: Ratios.type, Ratios.documentation + ", as nearly as equal times allow"),
            Field("validation_from", \.validationFrom, "moment from which on interactions are validation: " + moment),
            Field("test_from", \.testFrom, "moment from which on interactions are the test: " + moment),
            Field("allow_unknown_times", \.allowUnknownTimes, "put interactions of unknown time into training"),
        ]
    }

    public static func usesSeed(_ options: Options) -> Bool { false }

    public static func check(_ options: Options) throws {
        _ = try Ratios(options.ratios)
        let validationFrom = try moment(options.validationFrom, "validation_from"), testFrom = try moment(options.testFrom, "test_from")
        if let validationFrom, let testFrom { try checkOrder(validationFrom, testFrom) }
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
        let known = data.interactions.timestamps.lazy.filter { $0 != Interactions.unknownTime }
        let span = "the times run from \(known.min().map(isoTime) ?? "?") to \(known.max().map(isoTime) ?? "?")"
        guard split.train.count > 0 else {
            throw Failure(
                .invalidInput, "no interaction is earlier than the validation and test data, so there is nothing to train on: \(span)",
                hint: "choose later moments, or smaller shares")
        }
        let reason =
            testFrom == .max
            ? "the test's share of \(options.ratios[2]) of \(data.interactions.count) interactions rounds to none"
            : "no interaction is as late as \(isoTime(microseconds: testFrom)); \(span)"
        return SplitResult(split, emptyTestReason: reason)
    }

    private static func moments(_ times: [Int64], _ options: Options) throws -> (validationFrom: Int64, testFrom: Int64) {
        let ratios = try Ratios(options.ratios)
        let sorted = times.sorted()
        let sizes = ratios.sizes(of: sorted.count)
        let quantile = { (later: Int) in later > 0 ? sorted[sorted.count - later] : Int64.max }
        let given = (validation: try moment(options.validationFrom, "validation_from"), test: try moment(options.testFrom, "test_from"))
        let testFrom = given.test ?? quantile(sizes.test)
        let byRatio = {
            given.test == nil ? quantile(sizes.test + sizes.validation) : lastShare(of: sorted, before: testFrom, options.ratios)
        }
        let validationFrom = given.validation ?? byRatio()
        try checkOrder(validationFrom, testFrom)
        return (validationFrom, testFrom)
    }

    /// The moment from which on validation's share of what lies before the test follows.
    private static func lastShare(of sorted: [Int64], before testFrom: Int64, _ ratios: [Double]) -> Int64 {
        let count = sorted.prefix { $0 < testFrom }.count
        let wanted = min(portion(ratios[1] / (ratios[0] + ratios[1]), of: count), max(0, count - 1))
        return wanted > 0 ? sorted[count - wanted] : testFrom
    }

    private static func moment(_ text: String?, _ option: String) throws -> Int64? {
        guard let text else { return nil }
        if case .known(let time, _, _) = TimeReader().read(text) { return time }
        throw Failure(
            .invalidInput, "`\(option): \(text)` is neither a date nor a number of seconds since 1970",
            hint: "for example `\(option): 2015-06-01`, or 2015-06-01T12:00:00Z")
    }

    private static func checkOrder(_ validationFrom: Int64, _ testFrom: Int64) throws {
        guard validationFrom > testFrom, testFrom != .max else { return }
        let moment = { (time: Int64) in time == .max ? "no moment: a share that rounds to none" : isoTime(microseconds: time) }
        throw Failure(
            .invalidInput, "`validation_from` (\(moment(validationFrom))) is after `test_from` (\(moment(testFrom)))",
            hint: "validation lies before the test; give both moments, or neither")
    }
}
