import Diagnostics
import Engine
import Orchestrator
import RunDatabase
import Search

extension SweepCoordinator {
    func handle(_ message: Mailbox.Message) throws(Failure) {
        let slot = slots[message.slot]
        guard let event = message.event else { return try workerEnded(slot) }
        guard var trial = slot.trial else { return }
        switch event {
        case .finished(let report):
            // The end of a stopped training is not the run's: it may go on.
            if trial.isStopping, report.status == .cancelled || report.status == .skipped {
                slot.trial?.seconds += report.seconds
                return
            }
            if report.status == .cached {
                trial.savedSeconds += report.seconds
                stagesFromCache += 1
            } else {
                trial.seconds += report.seconds
            }
            if let error = report.error { trial.note(error) }
        case .progress(_, let progress):
            if trial.asks, let step = progress.metrics.first?.step, step <= trial.decided { return try slot.send(.verdict(goesOn: true)) }
            display.progress(trial.number, progress, watching: plan.objectives.entries.first.map { plan.objectives.watched($0.metric) })
        case .started(let node), .waiting(let node): display.stage(trial.number, node)
        case .warning(let diagnostic, _): display.note("trial \(trial.number): \(diagnostic.message)")
        case .resumed, .done: break
        }
        slot.trial = trial
        trial.journal?.record(event)
        if case .progress(_, let progress) = event { try decide(slot, progress) }
        if case .done(let failure) = event { try runEnded(slot, failure) }
    }

    /// An epoch is over: notes what it reached, and says whether the trial goes on.
    private func decide(_ slot: WorkerSlot, _ progress: StageProgress) throws(Failure) {
        guard let active = slot.trial, !progress.metrics.isEmpty, active.asks, let metric = plan.objectives.entries.first?.metric,
            var trial = history.trial(active.number)
        else { return }
        var goesOn = true
        if let point = progress.metrics.first(where: { $0.name == plan.objectives.watched(metric) }) {
            trial.reports.removeAll { $0.epoch >= point.step }
            trial.reports.append(Trial.Report(epoch: point.step, value: point.value))
            note(trial)
            records[active.number]?.epochs = point.step
            try database.record(steps: [TrialStep(number: active.number, step: point.step, value: point.value)], of: plan.name)
            goesOn = point.step >= maximumEpochs || !plan.pruner.stops(trial, in: history)
        }
        guard !(plan.pruner is NoPruner) else { return }
        slot.trial?.isStopping = !goesOn
        try slot.send(.verdict(goesOn: goesOn))
    }

    private func runEnded(_ slot: WorkerSlot, _ failure: Failure?) throws(Failure) {
        guard var trial = slot.trial, let assignment = history.trial(trial.number)?.assignment, let record = records[trial.number] else {
            return
        }
        try trial.journal?.close(as: trial.isStopping ? .pruned : .interrupted)
        if isEnding, !trial.isStopping {
            slot.trial = nil
            return
        }
        if let failure { trial.note(failure) }
        if !trial.isStopping, let obstacle = trial.obstacle {
            slot.trial = nil
            if try !triesAgain(trial, because: obstacle.description, on: slot) { stop(after: obstacle, in: trial) }
            return
        }
        trial.open.removeFirst()
        if trial.isStopping || trial.error != nil {
            slot.trial = nil
            return try close(trial, record, assignment, trial.isStopping ? .pruned : .failed)
        }
        slot.trial = trial
        guard trial.open.isEmpty else { return try startRun(on: slot) }
        slot.trial = nil
        try complete(trial, record, assignment)
    }

    private func close(
        _ trial: ActiveTrial, _ record: TrialRecord, _ assignment: Assignment, _ status: TrialStatus
    ) throws(Failure) {
        var record = record
        (record.seconds, record.error) = (trial.seconds, trial.error)
        savedSeconds += trial.savedSeconds
        let reports = history.trial(trial.number)?.reports ?? []
        if status == .pruned, let last = reports.last { record.values = [last.value] }
        try finish(record, assignment, status, reports: reports)
    }

    /// A worker died; nobody but its trial is touched.
    private func workerEnded(_ slot: WorkerSlot) throws(Failure) {
        let cause = slot.reap()
        guard var trial = slot.trial, let assignment = history.trial(trial.number)?.assignment, let record = records[trial.number] else {
            return
        }
        try trial.journal?.close(as: .interrupted)
        slot.trial = nil
        guard !isEnding, try !triesAgain(trial, because: cause, on: slot) else { return }
        trial.note(cause)
        try close(trial, record, assignment, .failed)
    }

    /// After what is no fault of the trial: it is tried again a few times. False where it was tried often enough.
    private func triesAgain(_ trial: ActiveTrial, because cause: String, on slot: WorkerSlot) throws(Failure) -> Bool {
        guard trial.attempt <= plan.settings.retries, records[trial.number] != nil else { return false }
        display.note("trial \(trial.number): \(cause); it is tried again")
        slot.trial = trial
        slot.trial?.forget()
        records[trial.number]?.attempts += 1
        try startRun(on: slot)
        return true
    }

    /// The trial stays open, and no other is begun: each would fail the same way, and the sampler would learn from it.
    private func stop(after obstacle: Failure, in trial: ActiveTrial) {
        let hint = "the sweep stopped; the same command goes on with this trial"
        breakdown = Failure(
            obstacle.code,
            obstacle.diagnostics.map {
                Diagnostic(
                    $0.severity, "trial \(trial.number): \($0.message)", hint: [$0.hint, hint].compactMap(\.self).joined(separator: "; "))
            })
    }
}
