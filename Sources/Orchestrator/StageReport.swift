import Diagnostics
import Engine
import JSON
import RunDatabase
import Stages
import Store

/// How a stage of a run ended, as the run database and displays want it. Travels between processes as JSON.
struct StageReport: Hashable, Sendable {
    var node: String
    var stage: String
    var key: String?
    var status: NodeResult.Status
    /// In words, in fewer words, and as data.
    var reason: String
    var brief: String
    var reasonJSON: String
    /// That something new has not run before goes without saying.
    var isFirst: Bool
    var seconds: Double
    var artifact: ArtifactRecord?
    var logPath: String?
    var resumedFrom: Int?
    var error: Failure?
    var points: [MetricsFile.Point] = []
    var usage = StageUsage()
    /// What the stage warned of, when it ran.
    var warnings: [Diagnostic] = []

    /// Reads the metrics that the stage made.
    init(_ result: NodeResult) throws { self.init(result, points: try Self.points(of: result)) }

    /// The metrics that a stage made.
    static func points(of result: NodeResult) throws -> [MetricsFile.Point] {
        guard let artifact = result.artifact, artifact.contains(MetricsFile.name) else { return [] }
        return try MetricsFile.decode(try artifact.bytes(MetricsFile.name))
    }

    init(_ result: NodeResult, points: [MetricsFile.Point]) {
        self.points = points
        node = result.name
        stage = result.stage
        key = result.key?.hex
        status = result.status
        reason = result.reason.description
        brief = Self.brief(result.reason)
        reasonJSON = JSONValue(result.reason.parameterValue).compact
        isFirst = [.neverRan, .previousRemoved].contains(result.reason)
        seconds = result.seconds
        artifact = result.artifact.map {
            ArtifactRecord(digest: $0.digest.hex, files: $0.manifest.files.count, bytes: $0.manifest.size)
        }
        logPath = result.logPath
        resumedFrom = result.resumedFrom
        error = result.error
        warnings = result.warnings
        if let used = result.usage {
            usage = StageUsage(
                cpuSeconds: used.cpuSeconds, peakMemory: used.peakMemory, bytesRead: used.bytesRead, bytesWritten: used.bytesWritten)
        }
    }

    /// The run was stopped before the stage's turn.
    var isNotStarted: Bool { status == .skipped && reason == Reason.notStarted.description }

    func record(run: String) -> StageRecord {
        StageRecord(
            run: run, stage: stage, node: node, actionKey: key ?? "", status: status.stageStatus, reason: reason, reasonJSON: reasonJSON,
            seconds: seconds, artifact: artifact, logPath: logPath, usage: usage, warnings: warnings)
    }

    /// The first changes, edits before additions; `pipeline explain` has all of them.
    private static func brief(_ reason: Reason) -> String {
        guard case .changed(let changes) = reason, changes.count > 3 else { return reason.description }
        let isEdit = { (change: Change) in
            if case .parameter(_, _?, _?) = change { true } else { false }
        }
        let first = (changes.filter(isEdit) + changes.filter { !isEdit($0) }).prefix(2)
        return first.map(\.description).joined(separator: "; ") + "; \(changes.count - first.count) changes more"
    }
}

extension NodeResult.Status {
    /// As the database says it.
    var stageStatus: StageStatus {
        switch self {
        case .ran: .ran
        case .cached: .cached
        case .failed: .failed
        case .skipped, .cancelled: .skipped
        }
    }
}
