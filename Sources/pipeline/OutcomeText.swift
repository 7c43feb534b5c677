import Console
import Engine
import JSON
import Metrics
import Orchestrator
import Quantities
import RunDatabase

/// What `pipeline run` prints at the end: a line that says what happened, and the results side by side.
struct OutcomeText {
    let outcome: RunOutcome
    let format: OutputFormat

    var rendered: String {
        let terminal = TerminalCapabilities.standardOutput
        let table = ResultTable(runs: outcome.runs.map(ResultTable.Row.init)).table
        let body = table.rendered(as: format, width: terminal.width, color: terminal.color)
        guard format == .table else { return body }
        let summary = GroupTable(runs: outcome.runs).table.map {
            "\n" + $0.rendered(as: .table, width: terminal.width, color: terminal.color)
        }
        return headline + "\n\n" + body + (summary ?? "")
    }

    private var headline: String {
        let nodes = outcome.nodeStatuses
        let ran = nodes.count { $0 == .ran }, cached = nodes.count { $0 == .cached }
        let failed = nodes.count { $0 == .failed }
        let interrupted = outcome.nodeCount { $0 == .interrupted }
        let unstarted = outcome.nodeCount { $0 == .notStarted }
        let skipped = nodes.count { $0 == .skipped } - interrupted - unstarted
        if outcome.isUpToDate {
            let warned = outcome.warningCount
            let remark = warned == 0 ? "" : "; \(plural(warned, "warning")), see pipeline show"
            let known = "\(plural(cached, "stage")) up to date (\(formatDuration(outcome.seconds)))"
            return "\(outcome.experiment): nothing to do, \(known)\(remark)"
        }
        var parts = ["\(ran) ran", "\(cached) cached"]
        if failed > 0 { parts.append("\(failed) failed") }
        if interrupted > 0 { parts.append("\(interrupted) interrupted") }
        if unstarted > 0 { parts.append("\(unstarted) not started") }
        if skipped > 0 { parts.append("\(skipped) skipped") }
        let saved = outcome.savedSeconds >= 0.1 ? ", the cache saved \(formatDuration(outcome.savedSeconds))" : ""
        let stopped = outcome.wasInterrupted ? "; the same command continues from here" : ""
        return "\(outcome.experiment): \(parts.joined(separator: ", ")) in \(formatDuration(outcome.seconds))\(saved)\(stopped)"
    }

    private func plural(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}

extension RunOutcome {
    /// One status a node, however many runs go through it.
    var nodeStatuses: [StageStatus] {
        nodes.map(\.status)
    }

    /// How many nodes ended for such a reason.
    func nodeCount(_ isMeant: (Reason) -> Bool) -> Int { nodes.count { isMeant($0.reason) } }

    private var nodes: [RunOutcome.Stage] {
        var seen: Set<String> = []
        return runs.flatMap(\.stages).filter { seen.insert($0.node).inserted }
    }

    /// Each stage counts once, however many runs go through it.
    var warningCount: Int {
        nodes.reduce(0) { $0 + $1.warnings.count }
    }

    var json: JSONValue {
        .object([
            ("experiment", .string(experiment)),
            ("runs", .array(runs.map(\.json))),
        ])
    }
}

extension RunOutcome.Run {
    var json: JSONValue {
        .object([
            ("id", .string(id)), ("variant", .string(variant)), ("status", .string(status.rawValue)), ("seconds", .double(seconds)),
            ("metrics", .object(metrics.map { ($0.name, .double($0.value)) })),
            ("stages", .array(stages.map(\.json))),
        ])
    }
}

extension RunOutcome.Stage {
    var json: JSONValue {
        .object([
            ("stage", .string(stage)), ("node", .string(node)), ("key", key.map(JSONValue.string) ?? .null),
            ("status", .string(status.rawValue)), ("reason", .string(reason.description)),
            ("seconds", .double(status == .cached ? 0 : seconds)), ("saved_seconds", .double(status == .cached ? seconds : 0)),
            ("artifact", artifact.map(JSONValue.string) ?? .null),
            ("warnings", .array(warnings.map(\.json))),
        ])
    }
}
