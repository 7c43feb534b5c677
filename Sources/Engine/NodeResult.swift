import Diagnostics
import Store

/// How a node ended.
public struct NodeResult: Sendable {
    public enum Status: String, Hashable, Sendable, CaseIterable { case ran, cached, failed, skipped, cancelled }

    public var name: String
    public var stage: String
    /// Nil when it was not known: an upstream node failed, or an external file is missing.
    public var key: Digest?
    public var status: Status
    public var reason: Reason
    /// The output of a node that ran or was cached.
    public var artifact: Artifact?
    /// Wall time of the work: now when it ran or failed, then when it was cached.
    public var seconds: Double
    public var error: Failure?
    /// Where its output is; for a cached node that of the run that made it. Nil when it printed nothing.
    public var logPath: String?
    /// The epoch from which a training went on; nil when it began at the beginning.
    public var resumedFrom: Int?
    /// What it took now; nil where it did not run.
    public var usage: ResourceUsage?
    /// What the stage warned of: now where it ran, then where it was cached.
    public var warnings: [Diagnostic] = []

    init(_ node: Node, key: Digest? = nil, status: Status, reason: Reason) {
        name = node.name
        stage = node.stage
        self.key = key
        self.status = status
        self.reason = reason
        seconds = 0
    }
}

/// What a run would do with a node.
public struct PlannedNode: Sendable {
    public enum Status: String, Hashable, Sendable, CaseIterable {
        case willRun = "will_run"
        case cached
        /// A node above it will run; with the same output as before it is cached, else it runs.
        case unknownUntilUpstreamRuns = "unknown_until_upstream_runs"
    }

    public var name: String
    public var stage: String
    public var key: Digest?
    public var status: Status
    public var reason: Reason
    /// What the node's last success took.
    public var predictedSeconds: Double?
    /// The digest of what is cached.
    public var artifact: Digest?
    /// What an external file's absence or the like will make it fail with.
    public var error: Failure?
    /// Of a cached node: what a run would report.
    package var result: NodeResult?
}
