import Console
import Diagnostics
import Engine
import JSON
import Parameters
import RunDatabase
import Stages
import Store
import Synchronization

/// Writes what an engine does into the run database, as it happens, and shows it. The only writer of the database.
final class RunRecorder: EngineDelegate {
    private let database: RunDatabase
    private let display: ProgressDisplay
    /// Node → ids of the runs that go through it.
    private let runsByNode: [String: [String]]
    /// Node → ids of the runs of which its metrics are.
    private let measuredByNode: [String: [String]]
    private let state: Mutex<State>

    private struct State {
        /// Run → nodes that have no result yet.
        var open: [String: Set<String>]
        var worst: [String: NodeResult.Status] = [:]
        /// Run → what the work of its stages took, whenever they ran.
        var seconds: [String: Double] = [:]
        /// Run → the first failure of its stages.
        var errors: [String: Failure] = [:]
        var problem: Failure?
        /// What was told; several variants often give the same.
        var warnings: Set<Diagnostic> = []
    }

    init(database: RunDatabase, display: ProgressDisplay, runs: [(id: String, plan: PlannedRun)]) {
        self.database = database
        self.display = display
        var byNode: [String: [String]] = [:], measured: [String: [String]] = [:]
        for run in runs {
            for node in run.plan.nodes {
                byNode[node, default: []].append(run.id)
                if !run.plan.borrowed.contains(node) { measured[node, default: []].append(run.id) }
            }
        }
        (runsByNode, measuredByNode) = (byNode, measured)
        state = Mutex(State(open: Dictionary(runs.map { ($0.id, Set($0.plan.nodes)) }) { first, _ in first }))
    }

    /// The first thing that could not be recorded.
    var problem: Failure? { state.withLock { $0.problem } }

    func nodeStarted(_ node: Node, key: Digest, reason: Reason) {
        display.start(node.name, title: node.name)
    }

    func nodeWaiting(_ node: Node, key: Digest) {
        display.start(node.name, title: node.name)
        display.update(node.name, ProgressUpdate(message: "another process is at work on this; waiting for its result"))
    }

    func nodeResumed(_ node: Node, from epoch: Int) {
        display.note("\(node.name): continues after epoch \(epoch)")
    }

    func nodeProgress(_ node: Node, _ progress: StageProgress) {
        let watched = progress.metrics.first { $0.name.hasPrefix("valid/") }
        display.update(
            node.name,
            ProgressUpdate(
                fraction: progress.fraction, epoch: progress.step, epochs: progress.total, loss: progress.loss,
                metric: watched.map { ProgressUpdate.Value(String($0.name.dropFirst(6)), $0.value) }, rate: progress.rate,
                message: progress.message.isEmpty ? nil : progress.message))
        guard !progress.metrics.isEmpty else { return }
        record { database in
            let points = (measuredByNode[node.name] ?? []).flatMap { run in
                progress.metrics.map { MetricPoint(run: run, name: $0.name, step: $0.step, value: $0.value) }
            }
            try database.log(metrics: points)
        }
    }

    func nodeFinished(_ result: NodeResult) {
        record { database in
            let points = try metrics(of: result)
            let runs = runs(of: result.name)
            try database.recordStages(runs.map { stageRecord(result, run: $0) })
            if !points.isEmpty {
                try database.log(
                    metrics: (measuredByNode[result.name] ?? []).flatMap { run in
                        points.map { MetricPoint(run: run, name: $0.name, step: $0.step, value: $0.value) }
                    })
            }
        }
        show(result)
        for run in completed(by: result) { finish(run) }
    }

    func warning(_ diagnostic: Diagnostic, node: String?) {
        let isNew = state.withLock { $0.warnings.insert(diagnostic).inserted }
        if isNew { display.note(DiagnosticRenderer().render(diagnostic).trimmingLineEnd) }
        let runs = node.map { self.runs(of: $0).map(Optional.some) } ?? [nil]
        record { database in
            for run in runs { try database.record(EventRecord(run: run, kind: "warning", message: diagnostic.message)) }
        }
    }

    /// Runs that were cut off end as interrupted.
    func closeInterrupted() {
        let open = state.withLock { state in
            defer { state.open = [:] }
            return state.open.keys.sorted()
        }
        for run in open { record { try $0.finishRun(run, status: .interrupted) } }
    }

    private func runs(of node: String) -> [String] { runsByNode[node] ?? [] }

    private func metrics(of result: NodeResult) throws -> [MetricsFile.Point] {
        guard let artifact = result.artifact, artifact.contains(MetricsFile.name) else { return [] }
        return try MetricsFile.decode(try artifact.bytes(MetricsFile.name))
    }

    private func stageRecord(_ result: NodeResult, run: String) -> StageRecord {
        StageRecord(
            run: run, stage: result.stage, node: result.name, actionKey: result.key?.hex ?? "", status: result.stageStatus,
            reason: result.reason.description, reasonJSON: JSONValue(result.reason.parameterValue).compact, seconds: result.seconds,
            artifact: result.artifact.map {
                ArtifactRecord(digest: $0.digest.hex, files: $0.manifest.files.count, bytes: $0.manifest.size)
            },
            logPath: result.logPath)
    }

    private func show(_ result: NodeResult) {
        switch result.status {
        case .ran: display.finish(result.name, .done, summary(result))
        case .cached: display.finish(result.name, .cached, "cached", title: result.name)
        case .failed: display.finish(result.name, .failed, headline(result.error), title: result.name)
        case .skipped: display.finish(result.name, .skipped, "skipped: \(result.reason)", title: result.name)
        case .cancelled: display.finish(result.name, .interrupted, "interrupted", title: result.name)
        }
    }

    /// The first line; the whole message follows when the display is closed.
    private func headline(_ failure: Failure?) -> String {
        let message = failure?.diagnostics.first?.message ?? "failed"
        let line = message.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? message
        return line.split(separator: ";", maxSplits: 1).first.map(String.init) ?? line
    }

    private func summary(_ result: NodeResult) -> String {
        let resumed = result.resumedFrom.map { "  from epoch \($0)" } ?? ""
        // That something new has not run before goes without saying.
        let reason = result.reason == .neverRan ? "" : "  (\(brief(result.reason)))"
        return formatDuration(result.seconds) + resumed + reason
    }

    private struct Completion {
        var id: String
        var status: RunStatus
        var seconds: Double
        var error: Failure?
    }

    /// The first changes, edits before additions; `pipeline explain` has all of them.
    private func brief(_ reason: Reason) -> String {
        guard case .changed(let changes) = reason, changes.count > 3 else { return reason.description }
        let isEdit = { (change: Change) in
            if case .parameter(_, _?, _?) = change { true } else { false }
        }
        let first = (changes.filter(isEdit) + changes.filter { !isEdit($0) }).prefix(2)
        return first.map(\.description).joined(separator: "; ") + "; \(changes.count - first.count) changes more"
    }

    /// Runs for which this was the last result.
    private func completed(by result: NodeResult) -> [Completion] {
        state.withLock { state in
            runs(of: result.name).compactMap { run in
                guard state.open[run]?.remove(result.name) != nil else { return nil }
                state.worst[run] = worse(state.worst[run], result.status)
                state.seconds[run, default: 0] += result.seconds
                if let error = result.error, state.errors[run] == nil { state.errors[run] = error }
                guard state.open[run]?.isEmpty == true else { return nil }
                state.open[run] = nil
                return Completion(
                    id: run, status: runStatus(state.worst[run]), seconds: state.seconds[run] ?? 0, error: state.errors[run])
            }
        }
    }

    private func worse(_ a: NodeResult.Status?, _ b: NodeResult.Status) -> NodeResult.Status {
        let order: [NodeResult.Status] = [.cached, .ran, .skipped, .cancelled, .failed]
        guard let a else { return b }
        return (order.firstIndex(of: a) ?? 0) >= (order.firstIndex(of: b) ?? 0) ? a : b
    }

    private func runStatus(_ worst: NodeResult.Status?) -> RunStatus {
        switch worst {
        case .failed: .failed
        case .cancelled, .skipped: .interrupted
        default: .finished
        }
    }

    private func finish(_ run: Completion) {
        record { try $0.finishRun(run.id, status: run.status, error: run.error?.description, seconds: run.seconds) }
    }

    /// The database failing does not stop the work: results are in the store. The first problem is told at the end.
    private func record(_ body: (RunDatabase) throws -> Void) {
        do {
            try body(database)
        } catch {
            let failure = error as? Failure ?? Failure(.internalError, "\(error)")
            state.withLock { $0.problem = $0.problem ?? failure }
        }
    }
}

extension NodeResult {
    /// As the database says it.
    var stageStatus: StageStatus {
        switch status {
        case .ran: .ran
        case .cached: .cached
        case .failed: .failed
        case .skipped, .cancelled: .skipped
        }
    }
}

extension String {
    var trimmingLineEnd: String {
        var text = self
        while text.last == "\n" { text.removeLast() }
        return text
    }
}
