import Console
import Diagnostics
import Engine
import JSON
import Parameters
import Quantities
import RunDatabase
import Stages
import Store
import Threads

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

    func nodeProgress(_ node: Node, _ progress: StageProgress) { progressed(node.name, progress) }

    /// A stage goes on, here or in another process.
    func progressed(_ node: String, _ progress: StageProgress) {
        let watched = progress.metrics.first { $0.name.hasPrefix("valid/") }
        display.update(
            node,
            ProgressUpdate(
                fraction: progress.fraction, epoch: progress.step, epochs: progress.total,
                unit: progress.unit.isEmpty ? nil : progress.unit, loss: progress.loss,
                metric: watched.map { ProgressUpdate.Value(String($0.name.dropFirst(6)), $0.value) }, rate: progress.rate,
                message: progress.message.isEmpty ? nil : progress.message))
        guard !progress.metrics.isEmpty else { return }
        record { database in
            let points = (measuredByNode[node] ?? []).flatMap { run in
                progress.metrics.map { MetricPoint(run: run, name: $0.name, step: $0.step, value: $0.value) }
            }
            try database.log(metrics: points)
        }
    }

    func nodeFinished(_ result: NodeResult) {
        do {
            finished(try StageReport(result))
        } catch {
            note(error)
        }
    }

    /// A stage ended, here or in another process.
    func finished(_ report: StageReport) {
        record { database in
            let runs = runs(of: report.node)
            try database.recordStages(runs.map { report.record(run: $0) })
            try database.log(
                metrics: (measuredByNode[report.node] ?? []).flatMap { run in
                    report.points.map { MetricPoint(run: run, name: $0.name, step: $0.step, value: $0.value) }
                })
        }
        show(report)
        // Those of a stage that ran were shown as they came.
        if report.status == .cached { for warning in report.warnings { note(warning) } }
        for run in completed(by: report) { finish(run) }
    }

    func warning(_ diagnostic: Diagnostic, node: String?) {
        note(diagnostic)
        let runs = node.map { self.runs(of: $0).map(Optional.some) } ?? [nil]
        record { database in
            for run in runs { try database.record(EventRecord(run: run, kind: diagnostic.severity.rawValue, message: diagnostic.message)) }
        }
    }

    private func note(_ diagnostic: Diagnostic) {
        let isNew = state.withLock { $0.warnings.insert(diagnostic).inserted }
        if isNew { display.note(DiagnosticRenderer().render(diagnostic).trimmingLineEnd) }
    }

    /// Runs that were cut off end as interrupted, or as whoever cut them off says.
    func closeOpen(as status: RunStatus = .interrupted) {
        let open = state.withLock { state in
            defer { state.open = [:] }
            return state.open.keys.sorted()
        }
        for run in open { record { try $0.finishRun(run, status: status) } }
    }

    private func runs(of node: String) -> [String] { runsByNode[node] ?? [] }

    private func show(_ report: StageReport) {
        switch report.status {
        case .ran: display.finish(report.node, .done, summary(report))
        case .cached: display.finish(report.node, .cached, "cached", title: report.node)
        case .failed: display.finish(report.node, .failed, headline(report.error), title: report.node)
        case .skipped:
            let words = report.isNotStarted ? report.reason : "skipped: \(report.reason)"
            display.finish(report.node, .skipped, words, title: report.node)
        case .cancelled: display.finish(report.node, .interrupted, "interrupted", title: report.node)
        }
    }

    /// The first line; the whole message follows when the display is closed.
    private func headline(_ failure: Failure?) -> String {
        let message = failure?.diagnostics.first?.message ?? "failed"
        let line = message.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? message
        return line.split(separator: ";", maxSplits: 1).first.map(String.init) ?? line
    }

    private func summary(_ report: StageReport) -> String {
        let resumed = report.resumedFrom.map { "  from epoch \($0)" } ?? ""
        let reason = report.isFirst ? "" : "  (\(report.brief))"
        return formatDuration(report.seconds) + resumed + reason
    }

    private struct Completion {
        var id: String
        var status: RunStatus
        var seconds: Double
        var error: Failure?
    }

    /// Runs for which this was the last result.
    private func completed(by report: StageReport) -> [Completion] {
        state.withLock { state in
            runs(of: report.node).compactMap { run in
                guard state.open[run]?.remove(report.node) != nil else { return nil }
                state.worst[run] = worse(state.worst[run], report.status)
                state.seconds[run, default: 0] += report.seconds
                if let error = report.error, state.errors[run] == nil { state.errors[run] = error }
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

    /// A run of which something could not be recorded has not finished: the next one records it again, from the store.
    private func finish(_ run: Completion) {
        let status = problem == nil ? run.status : .interrupted
        record { try $0.finishRun(run.id, status: status, error: run.error?.description, seconds: run.seconds) }
    }

    /// The database failing does not stop the work: results are in the store. The first problem is told at the end.
    private func record(_ body: (RunDatabase) throws -> Void) {
        do {
            try body(database)
        } catch {
            note(error)
        }
    }

    private func note(_ error: any Error) {
        let failure = error as? Failure ?? Failure(.internalError, "\(error)")
        state.withLock { $0.problem = $0.problem ?? failure }
    }
}

extension String {
    var trimmingLineEnd: String {
        var text = self
        while text.last == "\n" { text.removeLast() }
        return text
    }
}
