import Diagnostics
import Parameters
import Processes

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
    /// Where it was started: relative paths in `spec` begin there.
    public var directory: String?
    /// The kernels that the linear algebra library chose, as it names them.
    public var blasKernel: String?
    /// Recorded under their dotted names: `train.optimizer.learning_rate`.
    public var parameters: ParameterValue
    public var tags: [String: String]
    public var started: Timestamp
    public var process: ProcessIdentity
    public var provenance: Provenance

    /// Who writes records now.
    public static var writer: ProcessIdentity { .current }

    public init(
        id: String, experiment: String, variant: String, group: String? = nil, specPath: String? = nil, spec: String = "",
        configurationDigest: String = "", seed: Int? = nil, version: String = "", directory: String? = nil,
        blasKernel: String? = nil, parameters: ParameterValue = .record([]), tags: [String: String] = [:], started: Timestamp = .now,
        process: ProcessIdentity = .current, provenance: Provenance = Provenance()
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
        self.directory = directory
        self.blasKernel = blasKernel
        self.parameters = parameters
        self.tags = tags
        self.started = started
        self.process = process
        self.provenance = provenance
    }
}

/// Where a run comes from and what it ran on; nil is not known.
public struct Provenance: Hashable, Sendable {
    /// The spec file as it was written.
    public var specSource: String?
    /// Of the repository that holds the spec's folder, and whether that folder had changes that were not committed.
    public var gitCommit: String?
    public var isGitDirty: Bool?
    /// The processor's name.
    public var cpu: String?
    /// Compute threads that each stage might use.
    public var threads: Int?
    public var user: String?
    /// As one would type it.
    public var command: String?

    public init(
        specSource: String? = nil, gitCommit: String? = nil, isGitDirty: Bool? = nil, cpu: String? = nil, threads: Int? = nil,
        user: String? = nil, command: String? = nil
    ) {
        self.specSource = specSource
        self.gitCommit = gitCommit
        self.isGitDirty = isGitDirty
        self.cpu = cpu
        self.threads = threads
        self.user = user
        self.command = command
    }
}

/// What a stage took when it ran; nil is not known.
public struct StageUsage: Hashable, Sendable {
    /// Processor time, user and system, of all its threads.
    public var cpuSeconds: Double?
    /// Bytes resident at most.
    public var peakMemory: Int?
    /// Bytes of its input files, and of its output.
    public var bytesRead: Int?
    public var bytesWritten: Int?

    public init(cpuSeconds: Double? = nil, peakMemory: Int? = nil, bytesRead: Int? = nil, bytesWritten: Int? = nil) {
        self.cpuSeconds = cpuSeconds
        self.peakMemory = peakMemory
        self.bytesRead = bytesRead
        self.bytesWritten = bytesWritten
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
    public var usage: StageUsage
    /// What the stage warned of, when it ran. Kept in the table `warnings`.
    public var warnings: [Diagnostic]

    public init(
        run: String, stage: String, node: String? = nil, actionKey: String = "", status: StageStatus, reason: String = "",
        reasonJSON: String? = nil, seconds: Double = 0, artifact: ArtifactRecord? = nil, logPath: String? = nil,
        usage: StageUsage = StageUsage(), warnings: [Diagnostic] = []
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
        self.usage = usage
        self.warnings = warnings
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
