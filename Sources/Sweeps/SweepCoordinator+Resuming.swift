import Diagnostics
import JSON
import Orchestrator
import Parameters
import RunDatabase
import Search

extension SweepCoordinator {
    /// Takes up what an earlier invocation left: its trials that fit the space as it is now are the history.
    func begin() throws(Failure) {
        let known = try database.sweep(plan.name)
        var stored = try known.map { (_) throws(Failure) in try database.trials(of: plan.name) } ?? []
        let reports = Dictionary(grouping: try database.steps(of: plan.name), by: \.number)
        let fitting = stored.compactMap { trial in assignment(trial).map { (trial, $0) } }
        let others = Set(stored.map(\.number)).subtracting(fitting.map(\.0.number))
        if !others.isEmpty {
            display.note("\(others.count) of \(stored.count) trials do not fit the search space as it is now; they are left out")
            try database.removeTrials(others.sorted(), of: plan.name)
            stored.removeAll { others.contains($0.number) }
        }
        try database.beginSweep(
            SweepRecord(
                name: plan.name, experiment: plan.spec.experiment, specPath: plan.spec.sourceFiles.first, settings: plan.settingsJSON,
                objectives: plan.objectives.json, created: known?.created ?? .now))
        let hasOtherObjectives = known.map { $0.objectives != plan.objectives.json } ?? false
        for (trial, assignment) in fitting {
            var trial = trial
            if hasOtherObjectives, trial.status == .finished { try remeasure(&trial) }
            records[trial.number] = trial
            note(searchTrial(trial, assignment, reports[trial.number] ?? []))
            if trial.status == .running { unfinished.append(trial.number) }
        }
        try prepareFirst()
    }

    /// Nil where the trial's parameters are no point of the space.
    private func assignment(_ trial: TrialRecord) -> Assignment? {
        guard let json = try? JSONValue(parsing: trial.parameters), let members = json.members else { return nil }
        let values = Dictionary(members.map { ($0.name, ParameterValue($0.value)) }) { first, _ in first }
        return plan.space.space.assignment(of: values)
    }

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
