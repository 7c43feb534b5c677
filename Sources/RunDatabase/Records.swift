import Parameters

/// What is known of a run when it begins.
public struct RunRecord: Sendable {
    public var id: String
    /// The spec's name, which groups its runs.
    public var experiment: String
    /// The run's label within the experiment: "ancf", or "ancf@seed=1" for one value of an axis.
    public var variant: String
    /// The variant without axis values ("ancf"): the runs to average over seeds and folds.
    public var group: String
    public var specPath: String?
    /// The resolved spec, as YAML or JSON.
    public var spec: String
    /// Equal for equal resolved configurations.
    public var configurationDigest: String
    public var seed: Int?
    /// The version of this program.
    public var version: String
    /// The kernels that the linear algebra library chose, as it names them.
    public var blasKernel: String?
    /// Recorded under their dotted names: `train.optimizer.learning_rate`.
    public var parameters: ParameterValue
    public var tags: [String: String]
    public var started: Timestamp
    public var process: ProcessIdentity

    public init(
        id: String, experiment: String, variant: String, group: String? = nil, specPath: String? = nil, spec: String = "",
        configurationDigest: String = "", seed: Int? = nil, version: String = "", blasKernel: String? = nil,
        parameters: ParameterValue = .record([]), tags: [String: String] = [:], started: Timestamp = .now,
        process: ProcessIdentity = .current
    ) {
        self.id = id
        self.experiment = experiment
        self.variant = variant
        self.group = group ?? variant.split(separator: "@", maxSplits: 1).first.map(String.init) ?? variant
        self.specPath = specPath
        self.spec = spec
        self.configurationDigest = configurationDigest
        self.seed = seed
        self.version = version
        self.blasKernel = blasKernel
        self.parameters = parameters
        self.tags = tags
        self.started = started
        self.process = process
    }
}

/// One value of one metric. Points with a step are a history (an epoch of training); a point without a step is final, a result of the run.
public struct MetricPoint: Hashable, Sendable {
    public var run: String
    public var name: String
    public var step: Int?
    /// Any Double: NaN and infinities come back as they went in.
    public var value: Double
    public var time: Timestamp

    public init(run: String, name: String, step: Int? = nil, value: Double, time: Timestamp = .now) {
        self.run = run
        self.name = name
        self.step = step
        self.value = value
        self.time = time
    }
}

/// A stage's output as the store keeps it.
public struct ArtifactRecord: Hashable, Sendable {
    public var digest: String
    public var files: Int
    public var bytes: Int
    public var created: Timestamp

    public init(digest: String, files: Int, bytes: Int, created: Timestamp = .now) {
        self.digest = digest
        self.files = files
        self.bytes = bytes
        self.created = created
    }
}

/// One stage of one run.
public struct StageRecord: Hashable, Sendable {
    public var run: String
    /// The stage's id: "train".
    public var stage: String
    /// Its place in the graph, unique within the run: "train.ancf".
    public var node: String
    public var actionKey: String
    public var status: StageStatus
    /// Why it ran, in words.
    public var reason: String
    /// Why it ran, as data.
    public var reasonJSON: String?
    public var seconds: Double
    public var artifact: ArtifactRecord?
    /// Of what it printed.
    public var logPath: String?

    public init(
        run: String, stage: String, node: String? = nil, actionKey: String = "", status: StageStatus, reason: String = "",
        reasonJSON: String? = nil, seconds: Double = 0, artifact: ArtifactRecord? = nil, logPath: String? = nil
    ) {
        self.run = run
        self.stage = stage
        self.node = node ?? stage
        self.actionKey = actionKey
        self.status = status
        self.reason = reason
        self.reasonJSON = reasonJSON
        self.seconds = seconds
        self.artifact = artifact
        self.logPath = logPath
    }
}

/// Something that happened, for people who wonder later.
public struct EventRecord: Hashable, Sendable {
    public var time: Timestamp
    public var run: String?
    /// One word: "attempt", "interrupted", "bad_rows"…
    public var kind: String
    public var message: String

    public init(time: Timestamp = .now, run: String? = nil, kind: String, message: String) {
        self.time = time
        self.run = run
        self.kind = kind
        self.message = message
    }
}
