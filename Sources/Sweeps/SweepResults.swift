import Diagnostics
import JSON
import Orchestrator
import Parameters
import RunDatabase
import Search

/// A sweep as the database has it.
public struct SweepResults: Sendable {
    public struct Objective: Hashable, Sendable {
        public var metric: String
        public var direction: Direction
    }

    public struct TrialResult: Sendable {
        public var number: Int
        public var status: TrialStatus
        public var parameters: [(name: String, value: ParameterValue)]
        public var values: [Double]
        public var violation: Double?
        public var epochs: Int
        public var seconds: Double?
        public var started: Timestamp
        public var finished: Timestamp?
        public var duplicateOf: Int?
        public var error: String?
        public var runs: [String]
    }

    public let sweep: SweepRecord
    public let objectives: [Objective]
    public let trials: [TrialResult]
    /// What stages took, when they ran, that the runs of this sweep found in the store.
    public let savedSeconds: Double
    private let database: RunDatabase

    /// Throws `Failure(.usage)` where there is no such sweep.
    public init(name: String, workspace: Workspace) throws(Failure) {
        database = try workspace.databaseSnapshot()
        guard let sweep = try database.sweep(name) else {
            let names = try database.sweeps().map(\.sweep.name)
            throw Failure(
                .usage, "there is no sweep '\(name)'",
                hint: suggestion(for: name, among: names)
                    ?? (names.isEmpty ? "'pipeline sweep SPEC' makes one" : "there are \(names.joined(separator: ", "))"))
        }
        self.sweep = sweep
        objectives = Self.objectives(sweep)
        trials = try database.trials(of: name).map(TrialResult.init)
        savedSeconds = try database.savedSeconds(of: name)
    }

    private static func objectives(_ sweep: SweepRecord) -> [Objective] {
        let entries = (try? JSONValue(parsing: sweep.objectives))?.array ?? []
        return entries.compactMap { entry in
            guard let metric = entry["metric"]?.string else { return nil }
            return Objective(metric: metric, direction: entry["direction"]?.string.flatMap(Direction.init) ?? .minimize)
        }
    }

    /// Finished trials that hold the constraints, the best by the first objective first.
    public var ranking: [TrialResult] {
        guard let first = objectives.first else { return [] }
        return trials.filter { $0.status == .finished && ($0.violation ?? 0) <= 0 && !$0.values.isEmpty }
            .sorted { (first.direction.loss($0.values[0]), $0.number) < (first.direction.loss($1.values[0]), $1.number) }
    }

    public var best: TrialResult? { ranking.first }

    /// The standard error of an objective, whose value is the mean over the n runs of a trial (its seeds): √(Σ (v − v̄)² / (n (n − 1))).
    /// Nil for a single run, and where a run does not have the metric any more.
    public func standardError(of trial: TrialResult, objective index: Int) throws(Failure) -> Double? {
        guard trial.runs.count > 1, objectives.indices.contains(index) else { return nil }
        var values: [Double] = []
        for run in trial.runs {
            let figures = RecordedFigures(run: run, database: database)
            guard let value = try Objectives.value(objectives[index].metric, of: figures, objectives[index].direction) else { return nil }
            values.append(value)
        }
        let count = Double(values.count), mean = values.reduce(0, +) / count
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count * (count - 1))).squareRoot()
    }

    /// With several objectives: the finished trials that no other is better than, by number.
    public var paretoFront: [TrialResult] {
        let candidates = ranking
        let losses = candidates.map { trial in zip(objectives, trial.values).map { $0.direction.loss($1) } }
        return candidates.indices.filter { index in
            !losses.contains { other in
                zip(other, losses[index]).allSatisfy { $0 <= $1 } && zip(other, losses[index]).contains { $0 < $1 }
            }
        }.map { candidates[$0] }.sorted { $0.number < $1.number }
    }

    /// The best trial whose run is still on record, and the better ones whose runs have been deleted.
    public func bestOnRecord() throws(Failure) -> (trial: TrialResult, lost: [TrialResult]) {
        let ranking = ranking
        guard let index = ranking.firstIndex(where: { !$0.runs.isEmpty }) else {
            let next = "go on with it: pipeline sweep \(sweep.specPath ?? "SPEC")"
            throw Failure(
                .usage,
                ranking.isEmpty
                    ? "the sweep '\(sweep.name)' has no finished trial yet"
                    : "the runs of all finished trials of the sweep '\(sweep.name)' have been deleted",
                hint: next)
        }
        return (ranking[index], Array(ranking[..<index]))
    }

    /// The resolved spec of a trial's first run, as the database keeps it (JSON, which is YAML).
    public func spec(of trial: TrialResult, workspace: Workspace) throws(Failure) -> String {
        guard let run = trial.runs.first else { throw Failure(.usage, "the run of trial \(trial.number) has been deleted") }
        let text = try workspace.databaseSnapshot().run(id: run).spec
        guard let spec = try? JSONValue(parsing: text) else { return text }
        return spec.yaml
    }

    /// What has changed since the trials were made; empty where nothing has, and where the spec cannot be read any more.
    public func changes(in workspace: Workspace) -> [String] {
        guard let path = sweep.specPath, let recorded = sweep.base, let plan = try? SweepPlan(file: path),
            plan.name == sweep.name, let store = try? workspace.openStore(), let bases = try? plan.bases(in: store)
        else { return [] }
        return bases.changes(since: recorded)
    }

    /// How much each parameter mattered, by share, the most important first; empty where too few trials are known.
    public var importance: [(name: String, share: Double)] {
        guard ranking.count >= 10, let space else { return [] }
        let values = PEDANOVA().importance(in: history(space), space: space)
        let total = values.reduce(0) { $0 + $1.importance }
        return total > 0 ? values.map { ($0.name, $0.importance / total) } : []
    }

    /// What was searched; nil where the database has it from a version that wrote it otherwise.
    public var space: SearchSpace? {
        (try? JSONValue(parsing: sweep.settings))?["space"].flatMap(SearchSpace.init(json:))
    }

    /// The sampler, the pruner and the like, as resolved: name and value.
    public var settings: [(name: String, value: String)] {
        guard let sweep = (try? JSONValue(parsing: sweep.settings))?["sweep"] else { return [] }
        let name = { (key: String) in sweep[key].flatMap { $0["name"]?.string ?? $0.string } }
        let number = { (key: String) in sweep[key]?.int.map(String.init) }
        return [
            ("sampler", name("sampler")), ("pruner", name("pruner")), ("trials asked for", number("trials")),
            ("repeats", number("repeats")),
            ("seed", number("seed")),
        ].compactMap { entry in entry.1.map { (entry.0, $0) } }
    }

    private func history(_ space: SearchSpace) -> History {
        let known = ranking.compactMap { trial -> Trial? in
            let values = Dictionary(trial.parameters.map { ($0.name, $0.value) }) { first, _ in first }
            return space.assignment(of: values).map { Trial(trial.number, $0, .complete, values: trial.values) }
        }
        return History(objectives.map(\.direction), trials: known)
    }
}

extension SweepResults.TrialResult {
    init(_ record: TrialRecord) {
        let members = (try? JSONValue(parsing: record.parameters))?.members ?? []
        self.init(
            number: record.number, status: record.status, parameters: members.map { ($0.name, ParameterValue($0.value)) },
            values: record.values, violation: record.violation, epochs: record.epochs, seconds: record.seconds,
            started: record.started, finished: record.finished, duplicateOf: record.duplicateOf, error: record.error, runs: record.runs)
    }
}

/// For each path the end of it that tells it from the others.
public func shortNames(_ paths: [String]) -> [String: String] {
    let pairs = paths.map { path -> (String, String) in
        let parts = path.split(separator: ".")
        for length in 1...max(1, parts.count) {
            let end = parts.suffix(length).joined(separator: ".")
            if paths.count(where: { $0 == end || $0.hasSuffix("." + end) }) == 1 { return (path, end) }
        }
        return (path, path)
    }
    return Dictionary(pairs) { first, _ in first }
}
