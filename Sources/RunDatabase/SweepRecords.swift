import Processes

/// A search over parameters, as the database keeps it.
public struct SweepRecord: Hashable, Sendable {
    public var name: String
    public var experiment: String
    public var specPath: String?
    /// What was asked for, as JSON: sampler, pruner, budget, parameters.
    public var settings: String
    /// JSON list of {"metric", "direction"}; a trial's values are in this order.
    public var objectives: String
    /// JSON list of the constraints' texts; nil from before they were recorded.
    public var constraints: String?
    /// What the trials rest on, as JSON: code versions, parameters and input digests by choice of variants and stage. Nil from before that was recorded.
    public var base: String?
    public var created: Timestamp
    public var updated: Timestamp
    /// Who coordinates it, or did last.
    public var process: ProcessIdentity

    public init(
        name: String, experiment: String, specPath: String? = nil, settings: String, objectives: String, constraints: String? = nil,
        base: String? = nil, created: Timestamp = .now, updated: Timestamp = .now,
        process: ProcessIdentity = .current
    ) {
        self.name = name
        self.experiment = experiment
        self.specPath = specPath
        self.settings = settings
        self.objectives = objectives
        self.constraints = constraints
        self.base = base
        self.created = created
        self.updated = updated
        self.process = process
    }
}

/// Where a trial stands.
public enum TrialStatus: String, Hashable, Sendable, CaseIterable {
    case running
    case finished
    /// Stopped by the pruner, which may take it up again.
    case pruned
    case failed
}

public struct TrialRecord: Hashable, Sendable {
    /// From 1.
    public var number: Int
    public var status: TrialStatus
    /// JSON object, path → value; a parameter that was not active is not in it.
    public var parameters: String
    /// One for each objective, at most three; empty until there are any.
    public var values: [Double]
    /// How far the constraints are violated, 0 where they hold; nil where there are none.
    public var violation: Double?
    /// Epochs that its objective is known for.
    public var epochs: Int
    public var seconds: Double?
    public var started: Timestamp
    public var finished: Timestamp?
    public var attempts: Int
    /// The trial with the same configuration that came before.
    public var duplicateOf: Int?
    public var error: String?
    /// Its runs, one for each seed or fold.
    public var runs: [String]
    /// Digest of what it rests on: see `SweepRecord.base`. Nil from before that was recorded.
    public var base: String?

    public init(
        number: Int, status: TrialStatus = .running, parameters: String, values: [Double] = [], violation: Double? = nil, epochs: Int = 0,
        seconds: Double? = nil, started: Timestamp = .now, finished: Timestamp? = nil, attempts: Int = 1, duplicateOf: Int? = nil,
        error: String? = nil, runs: [String] = [], base: String? = nil
    ) {
        self.number = number
        self.status = status
        self.parameters = parameters
        self.values = values
        self.violation = violation
        self.epochs = epochs
        self.seconds = seconds
        self.started = started
        self.finished = finished
        self.attempts = attempts
        self.duplicateOf = duplicateOf
        self.error = error
        self.runs = runs
        self.base = base
    }
}

/// The objective of a trial after an epoch (the mean, where it has several runs).
public struct TrialStep: Hashable, Sendable {
    public var number: Int
    public var step: Int
    public var value: Double

    public init(number: Int, step: Int, value: Double) {
        self.number = number
        self.step = step
        self.value = value
    }
}

/// One row of `pipeline sweeps`.
public struct SweepSummary: Hashable, Sendable {
    public var sweep: SweepRecord
    public var counts: [TrialStatus: Int]
    /// A process is at work on it.
    public var isRunning: Bool
}
