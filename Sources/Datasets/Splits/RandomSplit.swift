import Parameters
import Randomness

/// Interactions divided at random in the given shares.
public enum RandomSplit: SplitStrategy {
    public static let id = "random"
    public static let documentation = "interactions divided at random in given shares"
    public static let version = 1

    public struct Options: ParameterRecord {
        public var ratios = [0.8, 0.1, 0.1]

        public init() {}

        public static let fields: [Field<Self>] = [Field("ratios", \.ratios, type: Ratios.type, Ratios.documentation)]
    }

    public static func usesSeed(_ options: Options) -> Bool { true }

    public static func check(_ options: Options) throws { _ = try Ratios(options.ratios) }

    public static func parts(_ options: Options) -> SplitParts {
        SplitParts(validation: options.ratios[1] > 0, test: options.ratios[2] > 0)
    }

    public static func split(_ data: InteractionData, _ options: Options, seed: UInt64) throws -> SplitResult {
        let sizes = try Ratios(options.ratios).sizes(of: data.interactions.count)
        var rows = Array(0..<Int32(data.interactions.count))
        var stream = RandomStream(seed: seed, purpose: "random split")
        stream.shuffle(&rows)
        var assignment = Assignment(count: rows.count)
        for row in rows.prefix(sizes.test) { assignment[row] = .test }
        for row in rows.dropFirst(sizes.test).prefix(sizes.validation) { assignment[row] = .validation }
        return SplitResult(
            assignment.split(data),
            emptyTestReason: "the test's share of \(options.ratios[2]) of \(rows.count) interactions rounds to none")
    }
}
