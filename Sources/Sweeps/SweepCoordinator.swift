import Diagnostics
import Engine
import Orchestrator
import Parameters
import RunDatabase
import Search

/// Carries a sweep out: proposes trials, hands them to workers, hears them, stops those that promise little, and writes everything down.
/// One thread, the only writer of the database.
public final class SweepCoordinator {
    let plan: SweepPlan
    let workspace: Workspace
    let request: SweepRequest
    let database: RunDatabase
    let display: SweepDisplay
    let mailbox = Mailbox()
    let cancellation: CancellationToken
    let slots: [WorkerSlot]
    let writer: RecordWriter
    let clock = Stopwatch()

    private(set) var history: History
    private(set) var standings = Standings()
    var recollection: Recollection
    var knownProvenance: Provenance?
    /// Ids of the experiment's runs that the database may have.
    lazy var knownRuns: Set<String> = (try? database.runIDs(of: plan.spec.experiment)) ?? []
    var records: [Int: TrialRecord] = [:]
    /// What new trials rest on.
    var bases = SweepBases(byChoice: [:])
    /// Trials that an earlier invocation began and did not finish, or that are tried again.
    var unfinished: [Int] = []
    var carriedOut = 0
    var savedSeconds = 0.0
    var stagesFromCache = 0
    /// The epochs of a trial that nothing stops.
    var maximumEpochs = 1
    private var end: SweepOutcome.End?
    /// Why no trial can be carried out any more.
    var breakdown: Failure?
    var isEnding: Bool { cancellation.isCancelled || breakdown != nil }

    public init(
        _ plan: SweepPlan, workspace: Workspace, request: SweepRequest, cancellation: CancellationToken
    ) throws(Failure) {
        self.plan = plan
        self.workspace = workspace
        self.request = request
        self.cancellation = cancellation
        database = try workspace.openDatabase(checksReferences: false)
        writer = RecordWriter(database, sweep: plan.name)
        recollection = try Recollection(workspace)
        history = History(plan.objectives.entries.map(\.direction))
        display = SweepDisplay(plan, isQuiet: request.isQuiet)
        let mailbox = mailbox
        let logs = try workspace.logDirectory("sweep-\(plan.name)")
        slots = (0..<max(1, request.jobs)).map { index in
            WorkerSlot(
                index, command: request.workerCommand, environment: request.environment, log: "\(logs)/worker-\(index).log",
                mailbox: mailbox)
        }
    }

    /// Blocks until the sweep is over or cancelled.
    public func run() throws(Failure) -> SweepOutcome {
        guard let lock = try workspace.sweepLock(plan.name) else {
            throw Failure(
                .busy, "another process is at work on the sweep '\(plan.name)'", hint: "wait for it, or give the sweep another name")
        }
        defer { withExtendedLifetime(lock) {} }
        try begin()
        defer {
            for slot in slots { slot.close() }
            display.close()
        }
        var messages: [Mailbox.Message] = []
        while true {
            let goesOn = try advance(after: messages)
            guard goesOn || slots.contains(where: { !$0.isIdle }) else { break }
            if isEnding {
                try interrupt()
                break
            }
            messages = mailbox.all(waiting: goesOn ? 0 : 0.1)
        }
        try writer.finish()
        if let breakdown { throw breakdown }
        return SweepOutcome(
            name: plan.name, end: cancellation.isCancelled ? .interrupted : end ?? .complete, carriedOut: carriedOut,
            seconds: clock.seconds,
            savedSeconds: savedSeconds)
    }

    /// Hears what came, in one transaction, and finds new work. True where there is more to find.
    private func advance(after messages: [Mailbox.Message]) throws(Failure) -> Bool {
        defer { display.update(self) }
        if !messages.isEmpty {
            try writer.finish()
            try database.grouped { () throws(Failure) in
                for message in messages { try handle(message) }
            }
        }
        let goesOn = try fill()
        try writer.submit()
        return goesOn
    }

    /// How a trial stands, for the sampler.
    func note(_ trial: Trial) {
        history.record(trial)
        standings.note(trial, in: history)
    }

    // MARK: What to do next

    /// Gives every idle worker something to do, as long as there is something. Trials that need no worker are done here, for a quarter of a
    /// second at most, and written meanwhile. True where there may be more.
    private func fill() throws(Failure) -> Bool {
        let deadline = clock.seconds + 0.25
        recollection = recollection.renewed()
        for slot in slots {
            while slot.isIdle, !isEnding {
                guard clock.seconds < deadline else { return true }
                guard let (number, assignment, isNew) = nextTrial() else { break }
                try begin(number, assignment, isNew: isNew, on: slot)
                try writer.submit(atLeast: 50)
            }
        }
        return false
    }

    private func nextTrial() -> (number: Int, assignment: Assignment, isNew: Bool)? {
        if !unfinished.isEmpty {
            let number = unfinished.removeFirst()
            return history.trial(number).map { (number, $0.assignment, false) }
        }
        if let number = plan.pruner.promotion(in: history, maximumEpochs: maximumEpochs), let trial = history.trial(number) {
            return (number, trial.assignment, false)
        }
        let number = (history.trials.last?.number ?? -1) + 1
        end = stop()
        guard end == nil else { return nil }
        guard let assignment = plan.sampler.propose(number, in: plan.space.space, after: history, seed: UInt64(plan.settings.seed)) else {
            end = .exhausted
            return nil
        }
        return (number, assignment, true)
    }

    private func stop() -> SweepOutcome.End? {
        // Not the number: trials that a change of the space left out count no more.
        if history.trials.count >= plan.settings.trials { return .complete }
        if let limit = plan.settings.time, clock.seconds >= limit { return .outOfTime }
        if let patience = plan.settings.patience, let best = standings.best {
            let later = history.trials.count { $0.number > best.number && $0.state != .running }
            if later >= patience { return .outOfPatience }
        }
        return nil
    }

    /// Ctrl-C, or a breakdown: workers stop after the batch they are at; trials stay open and go on at their last epoch.
    private func interrupt() throws(Failure) {
        for slot in slots where !slot.isIdle { slot.stop() }
        let deadline = clock.seconds + 5
        while clock.seconds < deadline, slots.contains(where: { !$0.isIdle }) {
            for message in mailbox.all(waiting: 0.1) { try handle(message) }
        }
        for slot in slots {
            try slot.trial?.journal?.close(as: .interrupted)
            slot.trial = nil
        }
    }
}
