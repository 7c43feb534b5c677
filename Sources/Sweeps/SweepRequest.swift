import Orchestrator

/// What `pipeline sweep` was asked for, beside the spec.
public struct SweepRequest: Sendable {
    /// Trials at once, each in a process of its own.
    public var jobs: Int
    /// Compute threads of each.
    public var threads: Int
    public var isQuiet: Bool
    /// Trials that failed are tried again, though nothing has changed.
    public var retriesFailed = false
    /// How to start a worker: the program and its arguments.
    public var workerCommand: [String]
    public var environment: [String: String]

    public init(jobs: Int = 1, threads: Int = 1, isQuiet: Bool = false, workerCommand: [String], environment: [String: String]) {
        self.jobs = jobs
        self.threads = threads
        self.isQuiet = isQuiet
        self.workerCommand = workerCommand
        self.environment = environment
    }
}

public struct SweepOutcome: Sendable {
    public enum End: String, Hashable, Sendable {
        case complete
        /// Every point of the space has been tried.
        case exhausted
        case outOfTime = "out_of_time"
        case outOfPatience = "out_of_patience"
        case interrupted
    }

    public var name: String
    public var end: End
    /// Trials that this invocation carried out.
    public var carriedOut: Int
    public var seconds: Double
    /// Work that the cache saved.
    public var savedSeconds: Double
}
