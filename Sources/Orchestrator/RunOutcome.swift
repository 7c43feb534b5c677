import Diagnostics
import Engine
import RunDatabase

/// How an invocation ended.
public struct RunOutcome: Sendable {
    public struct Stage: Sendable {
        public var node: String
        public var stage: String
        public var key: String?
        public var status: StageStatus
        public var reason: Reason
        /// Wall time of the work: now where it ran, then where it was cached.
        public var seconds: Double
        public var artifact: String?
        /// What the stage warned of, when it ran.
        public var warnings: [Diagnostic] = []
    }

    public struct Run: Sendable {
        public var id: String
        public var variant: String
        public var group: String
        public var status: RunStatus
        /// What the work of its stages took, whenever they ran and whatever they share with other runs.
        public var seconds: Double
        /// Final values.
        public var metrics: [(name: String, value: Double)]
        public var stages: [Stage]
    }

    public var experiment: String
    public var runs: [Run]
    public var failures: [Failure]
    /// Nothing had to run and everything was on record.
    public var isUpToDate: Bool
    public var wasInterrupted: Bool
    public var seconds: Double
    /// Work that the cache saved: what the cached stages took when they ran.
    public var savedSeconds: Double

    public var exitCode: ExitCode {
        if wasInterrupted { return .interrupted }
        return failures.map(\.code).max { $0.severity < $1.severity } ?? .success
    }
}

extension ExitCode {
    /// Of several failures the one that says most decides.
    fileprivate var severity: Int {
        switch self {
        case .success: 0
        case .stageFailed: 2
        case .internalError: 9
        case .inputOutput: 8
        default: 1
        }
    }
}
