import Diagnostics
import RunDatabase

/// Keeps a workspace's runs in order: tags, notes, the trash.
public struct Curator: Sendable {
    /// What went where, and what a person should know of it.
    public struct Outcome: Sendable {
        public var runs: [RunSummary]
        public var warnings: [Diagnostic]
    }

    private let database: RunDatabase

    /// Throws `Failure(.missingInput)` where nothing has been run yet.
    public init(_ workspace: Workspace) throws(Failure) {
        // Asking first keeps a mistyped workspace from being made.
        _ = try workspace.readDatabase()
        database = try workspace.writeDatabase()
    }

    public func run(_ selector: String) throws(Failure) -> RunSummary { try database.run(selector).summary }

    /// Throws `Failure(.usage)` where a tag to remove is not there.
    public func tag(_ run: String, set: [(key: String, value: String)], remove: [String]) throws(Failure) {
        let known = try database.run(id: run).summary.tags.map(\.key) + set.map(\.key)
        let unknown = remove.filter { !known.contains($0) }
        guard unknown.isEmpty else {
            throw Failure(.usage, unknown.map { .error("run \(run) has no tag '\($0)'", hint: suggestion(for: $0, among: known)) })
        }
        for tag in set { try database.tag(run, tag.key, tag.value) }
        for key in remove { _ = try database.removeTag(run, key) }
    }

    public func note(_ run: String, _ text: String) throws(Failure) { try database.note(NoteRecord(run: run, text: text)) }
    public func notes(_ run: String) throws(Failure) -> [NoteRecord] { try database.notes(run) }

    /// All or none. Throws `Failure(.busy)` where one is at work.
    public func trash(_ selectors: [String], dryRun: Bool = false) throws(Failure) -> Outcome {
        let runs = try named(selectors)
        var warnings = try database.trials(of: runs.map(\.id)).map { trial in
            Diagnostic.warning(
                "run \(trial.run) is trial \(trial.number) of sweep '\(trial.sweep)', which keeps the trial's figures",
                hint: "a sweep that goes on may want the run again, and takes it out of the trash")
        }
        warnings += runs.filter { $0.trashed != nil }.map { .warning("run \($0.id) is in the trash already") }
        if !dryRun { try database.trash(runs.map(\.id)) }
        return Outcome(runs: runs.filter { $0.trashed == nil }, warnings: warnings)
    }

    /// All of the trash, or the named runs of it. Throws `Failure(.usage)` for runs that are not there.
    public func restore(_ selectors: [String]?) throws(Failure) -> [RunSummary] {
        let runs = try inTrash(selectors)
        try database.restore(runs.map(\.id))
        return runs
    }

    public func emptyTrash(_ selectors: [String]?, dryRun: Bool = false) throws(Failure) -> Outcome {
        let runs = try inTrash(selectors)
        let warnings = try database.trials(of: runs.map(\.id)).map { trial in
            Diagnostic.warning("run \(trial.run) is trial \(trial.number) of sweep '\(trial.sweep)', which then knows no run of it")
        }
        if !dryRun { try database.deleteTrashed(runs.map(\.id)) }
        return Outcome(runs: runs, warnings: warnings)
    }

    private func inTrash(_ selectors: [String]?) throws(Failure) -> [RunSummary] {
        guard let selectors else { return try database.trashedRuns() }
        let runs = try named(selectors), others = runs.filter { $0.trashed == nil }
        guard others.isEmpty else {
            throw Failure(
                .usage, others.map { .error("run \($0.id) is not in the trash", hint: "'pipeline runs --trashed' lists what is") })
        }
        return runs
    }

    /// Each run once, in the order in which they are named; every name that fits none is a problem.
    private func named(_ selectors: [String]) throws(Failure) -> [RunSummary] {
        var runs: [RunSummary] = [], problems: [Diagnostic] = []
        for selector in selectors {
            do throws(Failure) {
                let run = try run(selector)
                if !runs.contains(where: { $0.id == run.id }) { runs.append(run) }
            } catch { problems += error.diagnostics }
        }
        guard problems.isEmpty else { throw Failure(.usage, problems) }
        return runs
    }
}
