import Parameters

/// Why a node ran, or did not have to.
public enum Reason: Hashable, Sendable {
    /// Cached: the same as last time.
    case unchanged
    /// Cached: known from an earlier run, or from another experiment. The changes are those since this node's last success; empty
    /// when it has none.
    case foundEarlier([Change])
    /// No result under this name and none under this key.
    case neverRan
    case changed([Change])
    case forced
    /// Stored files turned out not to hold what was written; an empty list: the action's record.
    case damaged(files: [String])
    /// Known, but the stored files are gone.
    case outputMissing(files: [String])
    /// It ran before exactly like this, but the store no longer knows it.
    case recordMissing
    /// No result under this key; what last ran under this name was another action, whose record has been removed since, so what changed
    /// is unknown.
    case previousRemoved
    /// The same in every component as what ran last: only the way in which keys are formed has changed.
    case keyFormat
    /// In a plan: whether it runs is known when these have run.
    case upstreamWillRun(nodes: [String])
    /// Skipped: these did not succeed.
    case upstreamFailed(nodes: [String])
    /// It was at work when the run was stopped.
    case interrupted
    /// The run was stopped before its turn.
    case notStarted

    public var changes: [Change] {
        switch self {
        case .changed(let changes), .foundEarlier(let changes): changes
        default: []
        }
    }
}

extension Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unchanged: "unchanged"
        case .foundEarlier(let changes) where changes.isEmpty: "known already"
        case .foundEarlier(let changes): "known from earlier: " + text(changes)
        case .neverRan: "has not run before"
        case .changed(let changes): text(changes)
        case .forced: "forced"
        case .damaged(let files) where files.isEmpty: "its record was damaged"
        case .damaged(let files): "stored output was damaged: " + files.joined(separator: ", ")
        case .outputMissing(let files): "stored output is missing: " + files.joined(separator: ", ")
        case .recordMissing: "ran before, but its result is no longer in the store"
        case .previousRemoved: "has not run before; the run to compare with is no longer in the store"
        case .keyFormat: "this version of pipeline identifies results differently"
        case .upstreamWillRun(let nodes): "depends on the result of " + nodes.joined(separator: ", ")
        case .upstreamFailed(let nodes): nodes.joined(separator: ", ") + " did not succeed"
        case .interrupted: "interrupted"
        case .notStarted: "not started"
        }
    }

    private func text(_ changes: [Change]) -> String { changes.map(\.description).joined(separator: "; ") }

    /// The case in snake_case, as JSON shows it.
    public var kind: String {
        switch self {
        case .unchanged: "unchanged"
        case .foundEarlier: "found_earlier"
        case .neverRan: "never_ran"
        case .changed: "changed"
        case .forced: "forced"
        case .damaged: "damaged"
        case .outputMissing: "output_missing"
        case .recordMissing: "record_missing"
        case .previousRemoved: "previous_removed"
        case .keyFormat: "key_format"
        case .upstreamWillRun: "upstream_will_run"
        case .upstreamFailed: "upstream_failed"
        case .interrupted: "interrupted"
        case .notStarted: "not_started"
        }
    }

    /// A record for JSON: `kind`, `text`, and `changes`, `files` or `nodes` where there are any.
    public var parameterValue: ParameterValue {
        var fields: [(name: String, value: ParameterValue)] = [("kind", .string(kind)), ("text", .string(description))]
        switch self {
        case .changed(let changes), .foundEarlier(let changes): fields.append(("changes", .list(changes.map(\.parameterValue))))
        case .damaged(let names), .outputMissing(let names): fields.append(("files", .list(names.map { .string($0) })))
        case .upstreamWillRun(let names), .upstreamFailed(let names): fields.append(("nodes", .list(names.map { .string($0) })))
        default: break
        }
        return .record(fields)
    }
}
