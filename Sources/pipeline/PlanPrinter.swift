import Console
import Engine
import JSON
import Orchestrator
import Quantities

/// What a run would do, and why, stage by stage.
struct PlanPrinter {
    let runner: Runner
    let force: Set<String>

    func print(_ format: OutputFormat) throws {
        let plan = try runner.plan(force: force)
        if format == .json {
            Output.write(
                JSONValue.object([("experiment", .string(runner.experiment.name)), ("stages", .array(plan.map(\.json)))]).pretty + "\n")
            return
        }
        var table = Table([
            Table.Column("stage", mayShrink: false), Table.Column("would", mayShrink: false), Table.Column("because", wraps: true),
            .number("last took", key: "seconds"),
        ])
        for node in plan {
            table.append([
                .text(node.name), .text(node.status.words, style: node.status == .cached ? .dim : .bold), .text(node.reason.description),
                .seconds(node.predictedSeconds),
            ])
        }
        Output.write(table, as: format)
        guard format == .table else { return }
        let running = plan.filter { $0.status == .willRun }, maybe = plan.filter { $0.status == .unknownUntilUpstreamRuns }
        let predicted = (running + maybe).reduce(0) { $0 + ($1.predictedSeconds ?? 0) }
        if running.isEmpty {
            Output.write("\nnothing would run\n")
        } else {
            let estimate = predicted > 0 ? ", about \(formatDuration(predicted)) by what they took last" : ""
            Output.write("\n\(running.count) would run, \(maybe.count) depend on their results\(estimate)\n")
        }
    }
}

extension PlannedNode.Status {
    var words: String {
        switch self {
        case .willRun: "run"
        case .cached: "take from cache"
        case .unknownUntilUpstreamRuns: "run if inputs change"
        }
    }
}

extension PlannedNode {
    var json: JSONValue {
        .object([
            ("stage", .string(stage)), ("node", .string(name)), ("key", key.map { .string($0.hex) } ?? .null),
            ("status", .string(status.rawValue)), ("reason", JSONValue(reason.parameterValue)),
            ("seconds", predictedSeconds.map(JSONValue.double) ?? .null),
        ])
    }
}
