import Parameters

/// Each user's interactions divided in the given shares (rounded to nearest; at least one stays in training).
public enum PerUserSplit: SplitStrategy {
    public static let id = "per-user"
    public static let documentation = "each user's interactions divided in given shares"
    public static let version = 1

    public struct Options: ParameterRecord {
        public var ratios = [0.8, 0.1, 0.1]
        public var order = SplitOrder.random
        public var allowUnknownTimes = false

        public init() {}

        public static let fields: [Field<Self>] = [
            Field("ratios", \.ratios, type: Ratios.type, Ratios.documentation),
            Field("order", \.order, "random: drawn by the seed; time: each user's latest are the test, those before validation"),
            Field("allow_unknown_times", \.allowUnknownTimes, "order by time although some times are unknown; these sort first"),
        ]
    }

    public static func usesSeed(_ options: Options) -> Bool { options.order == .random }

    public static func check(_ options: Options) throws { _ = try Ratios(options.ratios) }

    public static func parts(_ options: Options) -> SplitParts {
        SplitParts(validation: options.ratios[1] > 0, test: options.ratios[2] > 0)
    }

    public static func split(_ data: InteractionData, _ options: Options, seed: UInt64) throws -> SplitResult {
        if options.order == .time {
            try data.requireKnownTimes(unlessAllowed: options.allowUnknownTimes, alternative: "`order: random`")
        }
        let ratios = try Ratios(options.ratios)
        let grouped = RowsByUser(data.interactions.users, userCount: data.userCount)
        var assignment = Assignment(count: data.interactions.count)
        var withoutTest = 0
        for user in 0..<data.userCount where !grouped[user].isEmpty {
            let rows = data.ordered(grouped[user], options.order, user: user, seed: seed, purpose: "per-user split")
            let sizes = ratios.sizes(of: rows.count)
            for row in rows.suffix(sizes.test) { assignment[row] = .test }
            for row in rows.dropLast(sizes.test).suffix(sizes.validation) { assignment[row] = .validation }
            withoutTest += sizes.test == 0 ? 1 : 0
        }
        return SplitResult(
            assignment.split(data), [("users_without_test", withoutTest)],
            emptyTestReason: "the test's share of \(options.ratios[2]) of each user's interactions rounds to none for all "
                + "\(withoutTest) users",
            notes: withoutTest > 0 && ratios.test > 0 ? ["\(withoutTest) users have too few interactions for a test part"] : [])
    }
}
