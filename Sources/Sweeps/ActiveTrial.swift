import Diagnostics
import Orchestrator
import Search

/// A trial that a worker is at work on: its runs one after another.
struct ActiveTrial {
    let number: Int
    let choice: TrialChoice
    let runner: Runner
    let runs: [IdentifiedRun]
    /// Positions of the runs that still have to be carried out; the first is at work.
    var open: [Int]
    var journal: RunJournal?
    /// What its runs have measured that were recorded here.
    var known: [String: KnownFigures] = [:]
    var attempt = 1
    /// The epoch up to which a pruner has decided for good: it has taken the trial up again. Reports of these epochs say nothing new.
    var decided = 0
    /// The pruner has stopped it; what comes now is its end.
    var isStopping = false
    /// What its stages took that were not cached, and what those took that were.
    var seconds: Double
    var savedSeconds = 0.0
    private(set) var error: String?
    /// The machine refused, by no fault of the trial: no room, a failing disk, no descriptors.
    private(set) var obstacle: Failure?

    var current: IdentifiedRun? { open.first.map { runs[$0] } }
    /// Only the first run of a trial is stopped early: it decides for the others.
    var asks: Bool { open.first == 0 }

    /// The first failure tells why it ended.
    mutating func note(_ failure: Failure) {
        guard error == nil else { return }
        error = failure.description
        if failure.code == .inputOutput { obstacle = failure }
    }

    mutating func note(_ cause: String) { error = error ?? cause }

    /// As it was before it was tried.
    mutating func forget() {
        attempt += 1
        isStopping = false
        (error, obstacle) = (nil, nil)
    }
}
