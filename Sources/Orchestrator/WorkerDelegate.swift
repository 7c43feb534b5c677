import Diagnostics
import Engine
import Store

/// Tells a coordinator what the engine does, and stops a training when the coordinator says so.
struct WorkerDelegate: EngineDelegate {
    let worker: Worker
    let cancellation: CancellationToken
    let asks: Bool

    func nodeStarted(_ node: Node, key: Digest, reason: Reason) { worker.send(.started(node: node.name)) }
    func nodeWaiting(_ node: Node, key: Digest) { worker.send(.waiting(node: node.name)) }
    func nodeResumed(_ node: Node, from epoch: Int) { worker.send(.resumed(node: node.name, epoch: epoch)) }

    /// A report with metrics comes when its epoch is in the store: nothing is lost by stopping there.
    func nodeProgress(_ node: Node, _ progress: StageProgress) {
        worker.send(.progress(node: node.name, progress))
        guard asks, !progress.metrics.isEmpty else { return }
        if !worker.awaitVerdict(cancellation) { cancellation.cancel() }
    }

    func nodeFinished(_ result: NodeResult) {
        do {
            worker.send(.finished(WorkerEvent.Report(report: try StageReport(result))))
        } catch {
            let failure = error as? Failure ?? Failure(.internalError, "\(error)")
            for diagnostic in failure.diagnostics { worker.send(.warning(diagnostic, node: result.name)) }
        }
    }

    func warning(_ diagnostic: Diagnostic, node: String?) { worker.send(.warning(diagnostic, node: node)) }
}
