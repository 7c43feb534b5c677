import Diagnostics
import Parameters

/// A way to divide interactions into training, validation and test. To add one: a file with the conforming type, and its line in
/// `SplitStrategies`.
///
/// Parts are disjoint, complete (every interaction is in exactly one) and keep the data's order. What a strategy draws is keyed by the
/// seed and by positions in the data, so the result depends on nothing else. Interactions given as test with the data (`givenTest`) are
/// used by `given` only; other strategies leave them out.
public protocol SplitStrategy: Sendable {
    associatedtype Options: ParameterRecord
    /// The word in the spec.
    static var id: String { get }
    /// One line, for people.
    static var documentation: String { get }
    /// Raised whenever the same data, options and seed would give another split; part of the cache key.
    static var version: Int { get }

    /// Whether the seed matters under these options.
    static func usesSeed(_ options: Options) -> Bool
    /// Throws for options that no data could be split by; before anything runs.
    static func check(_ options: Options) throws
    /// Whether these options can give a validation and a test part at all.
    static func parts(_ options: Options) -> SplitParts
    static func split(_ data: InteractionData, _ options: Options, seed: UInt64) throws -> SplitResult
}

/// Parts that a split has beside training.
public struct SplitParts: Hashable, Sendable {
    public var validation = true
    public var test = true

    public init(validation: Bool = true, test: Bool = true) {
        self.validation = validation
        self.test = test
    }
}

extension SplitStrategy {
    public static func check(_ options: Options) throws {}
    public static func parts(_ options: Options) -> SplitParts { SplitParts() }
}

/// A split, with counts for the run's record.
public struct SplitResult: Sendable {
    public var split: DataSplit
    /// Name and value: sizes of the parts, cold-start numbers, and what the strategy has to say.
    public var statistics: [(name: String, value: Double)]
    /// What a person should know about this split.
    public internal(set) var warnings: [Diagnostic] = []
    /// What happened on the way to it, in sentences.
    public internal(set) var notes: [String] = []

    /// `emptyTestReason`: what to say where the test part is empty.
    init(
        _ split: DataSplit, _ extra: [(name: String, value: Int)] = [], emptyTestReason: String? = nil, notes: [String] = []
    ) {
        self.split = split
        self.notes = notes
        if split.test.count == 0 { self.split.emptyTestReason = emptyTestReason }
        statistics = (SplitStatistics.counts(split) + extra).map { ($0.name, Double($0.value)) }
    }
}

/// A `SplitStrategy` without its type.
public struct AnySplitStrategy: Sendable {
    public let id: String
    public let documentation: String
    public let version: Int
    public let fields: [FieldDeclaration]
    private let seeded: @Sendable (ParameterValue) throws -> Bool
    private let partsOf: @Sendable (ParameterValue) throws -> SplitParts
    private let splitter: @Sendable (ParameterValue, InteractionData, UInt64) throws -> SplitResult

    public init<Strategy: SplitStrategy>(_ strategy: Strategy.Type) {
        id = Strategy.id
        documentation = Strategy.documentation
        version = Strategy.version
        fields = Strategy.Options.declarations
        seeded = { Strategy.usesSeed(try Strategy.Options(resolved: $0)) }
        partsOf = { parameters in
            let options = try Strategy.Options(resolved: parameters)
            try Strategy.check(options)
            return Strategy.parts(options)
        }
        splitter = { parameters, data, seed in
            var result = try Strategy.split(data, Strategy.Options(resolved: parameters), seed: seed)
            result.split.hasRatings = data.hasRatings
            result.noteRepetitions(in: data)
            return result
        }
    }

    /// Whether the seed is part of what decides the result, and so of the cache key.
    public func usesSeed(_ parameters: ParameterValue) throws -> Bool { try seeded(parameters) }

    /// What these options can give. Throws a `Failure` for options that no data could be split by.
    public func parts(_ parameters: ParameterValue) throws -> SplitParts { try partsOf(parameters) }

    /// Throws a `Failure` where the data does not allow such a split, and `ParameterMismatch` for parameters that were not validated.
    public func split(parameters: ParameterValue, data: InteractionData, seed: UInt64) throws -> SplitResult {
        try splitter(parameters, data, seed)
    }
}
