import Diagnostics
import Engine

/// What became of a run that was made again from its record.
public struct Reproduction: Sendable {
    public enum Verdict: Sendable, Hashable {
        /// Every file of the artifact has the same bytes.
        case identical
        /// Other bytes. `files`: those that differ, where the store still knows what they were.
        case different(files: [String], why: [String])
        /// Nothing was made: it failed, or something before it was not as it had been.
        case notMade(why: [String])

        public var isIdentical: Bool { self == .identical }
    }

    public struct Stage: Sendable {
        /// As the run has it.
        public var node: String
        public var stage: String
        public var verdict: Verdict
        /// Digests of the artifacts.
        public var recorded: String
        public var now: String?
        /// What the work took then, and now (nil: it was not made).
        public var secondsThen: Double
        public var secondsNow: Double?
    }

    /// What a result may depend on beside its inputs: then and now.
    public struct Circumstance: Sendable {
        public var name: String
        public var then: String
        public var now: String
        public var isSame: Bool { then == now }
    }

    public var run: String
    /// In the order of the graph.
    public var stages: [Stage]
    public var circumstances: [Circumstance]
    public var wasInterrupted: Bool
    /// The workspace in which it was made again; nil where it is gone.
    public var keptAt: String?

    public var isIdentical: Bool { !stages.isEmpty && stages.allSatisfy(\.verdict.isIdentical) }
    /// The first stage that is not what it was.
    public var firstDifference: Stage? { stages.first { !$0.verdict.isIdentical } }
}
