import Diagnostics
import JSON
import Orchestrator
import Parameters
import RunDatabase
import Search

extension SweepCoordinator {
    /// Takes up what an earlier invocation left: its trials that still count are the history.
    func begin() throws(Failure) {
        let known = try database.sweep(plan.name)
        bases = try plan.bases(in: recollection.store)
        let resumption = SweepResumption(plan: plan, bases: bases, known: known, retriesFailed: request.retriesFailed)
        let stored = try known.map { (_) throws(Failure) in try database.trials(of: plan.name) } ?? []
        let reports = Dictionary(grouping: try database.steps(of: plan.name), by: \.number)
        let judged = stored.map { trial in (trial: trial, verdict: resumption.verdict(trial)) }
        try drop(judged.filter { $0.verdict.0 == .outside || $0.verdict.0 == .outdated }.map { ($0.trial, $0.verdict.0) }, resumption)
        try database.beginSweep(
            SweepRecord(
                name: plan.name, experiment: plan.spec.experiment, specPath: plan.spec.sourceFiles.first, settings: plan.settingsJSON,
                objectives: plan.objectives.json, constraints: plan.constraintsJSON, base: bases.json,
                created: known?.created ?? .now))
        for (trial, (verdict, assignment)) in judged {
            guard let assignment, verdict == .kept || verdict == .retried else { continue }
            try takeUp(trial, assignment, retried: verdict == .retried, reports[trial.number] ?? [], resumption)
        }
        try prepareFirst()
    }

    private func takeUp(
        _ trial: TrialRecord, _ assignment: Assignment, retried: Bool, _ steps: [TrialStep], _ resumption: SweepResumption
    ) throws(Failure) {
        var trial = trial
        if retried {
            trial.status = .running
            trial.duplicateOf = nil
        } else if resumption.hasOtherObjectives, trial.status == .finished {
            try remeasure(&trial)
        }
        records[trial.number] = trial
        note(searchTrial(trial, assignment, retried ? [] : steps))
        if trial.status == .running { unfinished.append(trial.number) }
    }

    /// Forgets trials that do not count any more, and says why. Their runs stay.
    private func drop(_ trials: [(trial: TrialRecord, verdict: SweepResumption.Verdict)], _ resumption: SweepResumption) throws(Failure) {
        guard !trials.isEmpty else { return }
        let outside = trials.count { $0.verdict == .outside }, outdated = trials.count - outside
        if outside > 0 { display.note("\(counted(outside)) outside the search space as it is now; left out") }
        if outdated > 0 {
            let changes = resumption.changes
            display.note("\(counted(outdated)) made with something else; planned again\(changes.isEmpty ? "" : ": \(changes)")")
        }
        try database.removeTrials(trials.map(\.trial.number), of: plan.name)
    }

    private func counted(_ count: Int) -> String { count == 1 ? "1 trial is" : "\(count) trials are" }

    private func remeasure(_ trial: inout TrialRecord) throws(Failure) {
        let (values, violations) = try plan.objectives.values(of: trial.runs.map { ($0, RecordedFigures(run: $0, database: database)) })
        trial.values = values
        trial.violation = violations.isEmpty ? nil : violations.reduce(0) { $0 + max(0, $1) }
        try database.record(trials: [trial], of: plan.name)
    }

    private func searchTrial(_ trial: TrialRecord, _ assignment: Assignment, _ steps: [TrialStep]) -> Trial {
        let state: TrialState =
            switch trial.status {
            case .running: .running
            case .finished: .complete
            case .pruned: .pruned
            case .failed: .failed
            }
        return Trial(
            trial.number, assignment, state, values: trial.status == .finished ? trial.values : [],
            violations: trial.violation.map { [$0] } ?? [], reports: steps.map { Trial.Report(epoch: $0.step, value: $0.value) })
    }

    /// Missing files and the like are told before anything runs.
    private func prepareFirst() throws(Failure) {
        let first = plan.space.space.assignment { _, distribution in distribution.firstCode }
        let experiment = try plan.experiment(plan.space.choice(first), checksFiles: true)
        maximumEpochs = experiment.graph.nodes.compactMap { $0.parameters["epochs"].flatMap(Int.init(parameterValue:)) }.max() ?? 1
    }
}

extension ParameterValue {
    init(_ json: JSONValue) {
        self =
            switch json {
            case .null: .null
            case .bool(let value): .bool(value)
            case .int(let value): .int(value)
            case .double(let value): .double(value)
            case .string(let value): .string(value)
            case .array(let values): .list(values.map(ParameterValue.init))
            case .members(let members): .record(members.map { ($0.name, ParameterValue($0.value)) })
            }
    }
}

extension Distribution {
    /// The lowest number, or the first of a list.
    var firstCode: Double {
        if case .number(let number) = self { return number.low }
        return 0
    }
}
