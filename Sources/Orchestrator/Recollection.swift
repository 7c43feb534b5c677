import Diagnostics
import Engine
import RunDatabase
import Stages
import Store
import Threads

/// Finds runs all of whose stages are in the store, whoever put them there. Runs that follow each other closely have most stages in
/// common: what was read of those is kept. It trusts the store to keep what it saw, so take a new one every second or so.
package final class Recollection: Sendable {
    let workspace: Workspace
    package let store: Store
    let plans = PlanMemory()
    private let points = Mutex<[Digest: [MetricsFile.Point]]>([:])
    /// Actions that were there after they had been noted as needed: nobody collects them now.
    private let kept = Mutex<Set<Digest>>([])

    package convenience init(_ workspace: Workspace) throws(Failure) {
        self.init(workspace, try workspace.openStore())
    }

    private init(_ workspace: Workspace, _ store: Store) { (self.workspace, self.store) = (workspace, store) }

    /// One that knows nothing yet, of the same store.
    package func renewed() -> Recollection { Recollection(workspace, store) }

    /// Keeps actions that were found from being collected before they are on record. False where some have been collected already.
    func keep(_ keys: [Digest]) throws(Failure) -> Bool {
        let new = kept.withLock { kept in keys.filter { !kept.contains($0) } }
        try store.use(new)
        guard new.allSatisfy({ store.hasRecord(of: $0) }) else { return false }
        kept.withLock { $0.formUnion(new) }
        return true
    }

    /// A run as the database wants it, from what the store has of its stages.
    package func finished(
        _ run: IdentifiedRun, _ results: [NodeResult], of runner: Runner, tags: [String: String], provenance: Provenance
    ) throws(Failure) -> FinishedRun {
        let now = Timestamp.now
        var recorded = FinishedRun(
            run: runner.record(run, tags: tags, provenance: provenance), stages: [], metrics: [], seconds: 0, finished: now)
        for result in results {
            let report = StageReport(result, points: try points(of: result))
            recorded.stages.append(report.record(run: run.id))
            recorded.seconds += report.seconds
            guard !run.plan.borrowed.contains(report.node) else { continue }
            recorded.metrics += report.points.map { MetricPoint(run: run.id, name: $0.name, step: $0.step, value: $0.value, time: now) }
        }
        return recorded
    }

    private func points(of result: NodeResult) throws(Failure) -> [MetricsFile.Point] {
        guard let digest = result.artifact?.digest else { return [] }
        if let known = points.withLock({ $0[digest] }) { return known }
        do {
            let read = try StageReport.points(of: result)
            points.withLock { $0[digest] = read }
            return read
        } catch {
            throw error as? Failure ?? Failure(.internalError, "\(result.name): \(error)")
        }
    }
}
