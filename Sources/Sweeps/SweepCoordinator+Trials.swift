import Diagnostics
import Engine
import JSON
import Orchestrator
import Parameters
import RunDatabase
import Search

extension SweepCoordinator {
    /// Begins a trial. What is known already (a duplicate, runs on record with everything cached) ends here and now.
    func begin(_ number: Int, _ assignment: Assignment, isNew: Bool, on slot: WorkerSlot) throws(Failure) {
        let space = plan.space.space
        var record =
            records[number]
            ?? TrialRecord(
                number: number, parameters: JSONValue.object(space.values(of: assignment).map { ($0.name, JSONValue($0.value)) }).compact)
        if !isNew { record.attempts += 1 }
        let wasPruned = record.status == .pruned, choice = plan.space.choice(assignment)
        record.base = bases.digest(choice)
        (record.status, record.error, record.finished) = (.running, nil, nil)
        let reports = history.trial(number)?.reports ?? []
        if isNew, let twin = standings.twin(of: assignment, before: number, in: history), let known = records[twin.number] {
            (record.values, record.violation, record.epochs, record.runs) = (known.values, known.violation, known.epochs, known.runs)
            (record.duplicateOf, record.seconds) = (twin.number, 0)
            return try finish(record, assignment, .finished, reports: twin.reports)
        }
        note(Trial(number, assignment, .running, reports: reports))
        do throws(Failure) {
            let runner = Runner(try plan.experiment(choice), on: recollection)
            let runs = try runner.identifiedRuns()
            record.runs = runs.map(\.id)
            let settled = try settle(runs, runner)
            var trial = ActiveTrial(
                number: number, choice: choice, runner: runner, runs: runs,
                open: runs.indices.filter { settled.runs[runs[$0].id] == nil && settled.cached[runs[$0].id] == nil },
                seconds: isNew ? 0 : record.seconds ?? 0)
            trial.decided = wasPruned ? reports.last?.epoch ?? 0 : 0
            for run in runs { if let results = settled.cached[run.id] { try recall(run, results, for: &trial) } }
            if trial.open.isEmpty {
                trial.savedSeconds = settled.seconds
                return try complete(trial, record, assignment)
            }
            records[number] = record
            slot.trial = trial
            try writer.finish()
            try database.grouped { () throws(Failure) in
                try startRun(on: slot)
                try database.record(trials: [record], of: plan.name)
            }
            display.start(record, choice)
        } catch  where error.code != .inputOutput && error.code != .internalError {
            record.error = error.description
            try finish(record, assignment, .failed, reports: reports)
        }
    }

    /// Which of the runs need nothing. Only of those that were on record when this began, or came since, the database can know more.
    private func settle(_ runs: [IdentifiedRun], _ runner: Runner) throws(Failure) -> Runner.Settled {
        let isOnRecord = runs.contains { knownRuns.contains($0.id) }
        if isOnRecord { try writer.finish() }
        knownRuns.formUnion(runs.map(\.id))
        return try runner.settledRuns(runs.map { ($0.id, $0.plan) }, in: isOnRecord ? database : nil, remembering: recollection)
    }

    /// Records a run all of whose stages are in the store already, whoever put them there: no worker is needed.
    private func recall(_ run: IdentifiedRun, _ results: [NodeResult], for trial: inout ActiveTrial) throws(Failure) {
        let finished = try recollection.finished(
            run, results, of: trial.runner, tags: tags(of: trial), provenance: provenance(of: trial.runner))
        writer.add(run: finished)
        stagesFromCache += results.count
        trial.known[run.id] = KnownFigures(finished.metrics)
    }

    private func tags(of trial: ActiveTrial) -> [String: String] { ["sweep": plan.name, "trial": String(trial.number)] }

    /// The same for all trials: the spec was read once.
    private func provenance(of runner: Runner) -> Provenance {
        if let known = knownProvenance { return known }
        let found = runner.provenance(threads: request.threads)
        knownProvenance = found
        return found
    }

    /// Hands the first open run of a slot's trial to its worker.
    func startRun(on slot: WorkerSlot) throws(Failure) {
        guard let trial = slot.trial, let run = trial.current, let index = trial.open.first else { return }
        slot.trial?.journal = try RunJournal(
            run, of: trial.runner, tags: tags(of: trial), provenance: provenance(of: trial.runner), database: database)
        let prunes = !(plan.pruner is NoPruner)
        try slot.send(
            .run(
                WorkOrder.Run(
                    values: plan.values(trial.choice), variants: trial.choice.variants, index: index, id: run.id, threads: request.threads,
                    asks: prunes && trial.asks)))
    }

    /// All runs are on record: reads off what the trial reached.
    func complete(_ trial: ActiveTrial, _ record: TrialRecord, _ assignment: Assignment) throws(Failure) {
        var record = record
        record.seconds = trial.seconds
        savedSeconds += trial.savedSeconds
        var reports = history.trial(trial.number)?.reports ?? []
        do throws(Failure) {
            let figures = record.runs.map { run -> (id: String, figures: any Figures) in
                (run, trial.known[run] ?? RecordedFigures(run: run, database: database))
            }
            let (values, violations) = try plan.objectives.values(of: figures)
            record.values = values
            record.violation = violations.isEmpty ? nil : violations.reduce(0) { $0 + max(0, $1) }
            if let first = figures.first {
                reports = try plan.objectives.reports(of: first.figures)
                record.epochs = reports.last?.epoch ?? record.epochs
            }
        } catch  where error.code == .invalidInput {
            record.error = error.diagnostics.map { [$0.message, $0.hint].compactMap(\.self).joined(separator: "; ") }.joined(
                separator: "; ")
            return try finish(record, assignment, .failed, reports: reports)
        }
        let isNumber = !record.values.contains(where: \.isNaN)
        if !isNumber { record.error = "the objective is not a number" }
        try finish(record, assignment, isNumber ? .finished : .failed, reports: reports)
    }

    /// Writes a trial's end down, for the sampler and for good.
    func finish(_ record: TrialRecord, _ assignment: Assignment, _ status: TrialStatus, reports: [Trial.Report]) throws(Failure) {
        var record = record
        record.status = status
        record.finished = .now
        records[record.number] = record
        let state: TrialState = status == .finished ? .complete : status == .pruned ? .pruned : .failed
        note(
            Trial(
                record.number, assignment, state, values: status == .finished ? record.values : [],
                violations: record.violation.map { [$0] } ?? [], reports: reports))
        writer.add(trial: record)
        if status != .pruned {
            writer.add(steps: reports.map { TrialStep(number: record.number, step: $0.epoch, value: $0.value) })
        }
        carriedOut += 1
        display.finish(record, plan.space.choice(assignment), best: standings.best?.number)
    }
}
