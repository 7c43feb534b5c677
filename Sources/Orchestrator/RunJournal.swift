import Console
import Diagnostics
import Engine
import JSON
import RunDatabase

/// Keeps the run database true about one run that another process carries out: `WorkerEvent`s go in, in the order in which they came.
package final class RunJournal {
    package let id: String
    private let recorder: RunRecorder

    /// Records that the run begins; one that was stopped early keeps what it has measured.
    package init(
        _ run: IdentifiedRun, of runner: Runner, tags: [String: String], provenance: Provenance, database: RunDatabase
    ) throws(Failure) {
        id = run.id
        try database.beginRun(runner.record(run, tags: tags, provenance: provenance))
        recorder = RunRecorder(database: database, display: ProgressDisplay(quiet: true), runs: [(run.id, run.plan)])
    }

    package func record(_ event: WorkerEvent) {
        switch event {
        case .progress(let node, let progress): recorder.progressed(node, progress)
        case .finished(let report): recorder.finished(report.report)
        case .warning(let diagnostic, let node): recorder.warning(diagnostic, node: node)
        case .started, .resumed, .waiting, .done: break
        }
    }

    /// Call it once nothing more comes. A run whose stages did not all end ends as `status`. Throws what could not be recorded.
    package func close(as status: RunStatus = .interrupted) throws(Failure) {
        recorder.closeOpen(as: status)
        if let problem = recorder.problem { throw problem }
    }
}
