import Diagnostics
import Dispatch
import Orchestrator
import RunDatabase
import Threads

/// Writes what became of trials on a thread of its own, many in one transaction, while the next are looked up: what comes while a
/// transaction is written makes up the next one, so that transactions grow with the work and neither side waits for the other. Used by one
/// thread; reads of the database that must see what was added come after `finish`.
final class RecordWriter {
    private struct Batch: Sendable {
        var runs: [FinishedRun] = []
        var trials: [TrialRecord] = []
        var steps: [TrialStep] = []

        var isEmpty: Bool { runs.isEmpty && trials.isEmpty && steps.isEmpty }
    }

    private final class Outcome: Sendable {
        let failure = Mutex<Failure?>(nil)
    }

    private let database: RunDatabase
    private let sweep: String
    private let queue = DispatchQueue(label: "pipeline.sweep.records")
    private let atWork = DispatchGroup()
    private let outcome = Outcome()
    private var waiting = Batch()

    init(_ database: RunDatabase, sweep: String) { (self.database, self.sweep) = (database, sweep) }

    func add(run: FinishedRun) { waiting.runs.append(run) }
    func add(trial: TrialRecord) { waiting.trials.append(trial) }
    func add(steps: [TrialStep]) { waiting.steps += steps }

    /// Hands over what was added, unless what was handed over before is still being written: then it waits for the next call, a thousand
    /// trials at most. Throws what went wrong with what was handed over before.
    ///
    /// - atLeast: fewer trials are not worth a transaction of their own yet.
    func submit(atLeast count: Int = 1) throws(Failure) {
        guard count <= 1 || waiting.trials.count >= count else { return }
        guard waiting.trials.count >= 1000 || atWork.wait(timeout: .now()) == .success else { return }
        try handOver()
    }

    private func handOver() throws(Failure) {
        guard !waiting.isEmpty else { return }
        try settle()
        let batch = waiting
        waiting = Batch()
        queue.async(group: atWork) { [database, sweep, outcome] in
            do throws(Failure) {
                try database.record(finished: batch.runs, trials: batch.trials, steps: batch.steps, of: sweep)
            } catch {
                outcome.failure.withLock { $0 = error }
            }
        }
    }

    /// Returns when everything that was added is written.
    func finish() throws(Failure) {
        try handOver()
        try settle()
    }

    private func settle() throws(Failure) {
        atWork.wait()
        let failure = outcome.failure.withLock { failure in
            defer { failure = nil }
            return failure
        }
        if let failure { throw failure }
    }
}
