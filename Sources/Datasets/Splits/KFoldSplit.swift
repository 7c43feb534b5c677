import Diagnostics
import Parameters
import Randomness

/// k-fold cross-validation over interactions: shuffled once by the seed, then cut into k runs of nearly equal length; run number `fold`
/// is the test. Over all folds, every interaction is in the test exactly once.
public enum KFoldSplit: SplitStrategy {
    public static let id = "k-fold"
    public static let documentation = "cross-validation: one of k random parts is the test"
    public static let version = 1

    public struct Options: ParameterRecord {
        public var folds = 5
        public var fold = 1
        public var validationFraction = 0.1

        public init() {}

        public static let fields: [Field<Self>] = [
            Field("folds", \.folds, in: 2...1000, "number of parts k"),
            Field("fold", \.fold, in: 1...1000, "which part is the test, 1 to k", isAxis: true),
            Field("validation_fraction", \.validationFraction, in: .belowOne, "share of the training part that is held out for validation"),
        ]
    }

    public static func usesSeed(_ options: Options) -> Bool { true }

    public static func check(_ options: Options) throws {
        guard options.fold <= options.folds else {
            throw Failure(.invalidInput, "`fold: \(options.fold)` is more than `folds: \(options.folds)`", hint: "folds count from 1")
        }
    }

    public static func parts(_ options: Options) -> SplitParts { SplitParts(validation: options.validationFraction > 0) }

    public static func split(_ data: InteractionData, _ options: Options, seed: UInt64) throws -> SplitResult {
        try check(options)
        let count = data.interactions.count
        var rows = Array(0..<Int32(count))
        var stream = RandomStream(seed: seed, purpose: "k-fold split")
        stream.shuffle(&rows)
        var assignment = Assignment(count: count)
        let start = count * (options.fold - 1) / options.folds, end = count * options.fold / options.folds
        for row in rows[start..<end] { assignment[row] = .test }
        var training = Array(rows[..<start] + rows[end...])
        var validation = RandomStream(seed: seed, purpose: "k-fold validation", position: UInt64(options.fold))
        validation.shuffle(&training)
        for row in training.prefix(portion(options.validationFraction, of: training.count)) { assignment[row] = .validation }
        return SplitResult(
            assignment.split(data), emptyTestReason: "\(options.folds) folds of \(count) interactions leave fold \(options.fold) empty")
    }
}
