import Console
import JSON
import Orchestrator
import Parameters
import Quantities
import RunDatabase
import Search
import Sweeps

/// A sweep's results for people and programs: what happened, the best trials, what mattered.
struct SweepText {
    let results: SweepResults
    var outcome: SweepOutcome?
    var limit = 10
    let format: OutputFormat

    func print() {
        switch format {
        case .json: Output.write(json.pretty + "\n")
        case .table:
            Output.write(headline + "\n\n")
            Output.write(table(results.ranking.prefix(limit)), as: .table)
            printFront()
            printImportance()
            printNext()
        default: Output.write(table(results.trials[...]), as: format)
        }
    }

    private var headline: String {
        let counts = Dictionary(grouping: results.trials, by: \.status).mapValues(\.count)
        let finished = counts[.finished] ?? 0
        var parts = ["\(formatCount(finished)) \(finished == 1 ? "trial" : "trials") finished"]
        if let count = counts[.pruned] { parts.append("\(count) pruned") }
        if let count = counts[.failed] { parts.append("\(count) failed") }
        if let count = counts[.running] { parts.append("\(count) open") }
        let violating = results.trials.count { $0.status == .finished && ($0.violation ?? 0) > 0 }
        if violating > 0 { parts.append("\(violating) of them against a constraint") }
        let duplicates = results.trials.count { $0.duplicateOf != nil }
        if duplicates > 0 { parts.append("\(duplicates) of them proposed twice") }
        var text = "\(results.sweep.name): \(parts.joined(separator: ", "))"
        guard let outcome else {
            return results.savedSeconds >= 0.1 ? text + " (sharing stages saved \(formatDuration(results.savedSeconds)))" : text
        }
        if outcome.carriedOut == 0 { text += "; nothing to do" }
        text += " (\(formatDuration(outcome.seconds))"
        if outcome.savedSeconds >= 0.1 { text += ", sharing stages saved \(formatDuration(outcome.savedSeconds))" }
        text += ")"
        switch outcome.end {
        case .interrupted: text += "; interrupted, the same command goes on from here"
        case .exhausted: text += "; every point of the space has been tried"
        case .outOfTime: text += "; out of time, the same command goes on"
        case .outOfPatience: text += "; no better trial for a while"
        case .complete: break
        }
        return text
    }

    private func table(_ trials: ArraySlice<SweepResults.TrialResult>) -> Table {
        var names: [String] = []
        // For people, without what no trial of the table has: parameters of the models that lost.
        for trial in format == .table ? trials : results.trials[...] {
            for entry in trial.parameters where !names.contains(entry.name) { names.append(entry.name) }
        }
        var columns = [Table.Column.number("trial")]
        if format != .table { columns.append(Table.Column("status")) }
        columns += results.objectives.map { .number($0.metric) }
        let short = shortNames(names)
        columns += names.map { Table.Column(short[$0] ?? $0, key: $0) }
        columns += [.number("epochs"), .number("time", key: "seconds"), Table.Column("run", mayShrink: false)]
        var table = Table(columns)
        for trial in trials {
            let values = Dictionary(trial.parameters.map { ($0.name, $0.value) }) { first, _ in first }
            var cells: [Table.Cell] = [.integer(trial.number)]
            if format != .table { cells.append(.text(trial.status.rawValue)) }
            cells += results.objectives.indices.map { value(of: trial, $0) }
            cells += names.map { name in values[name].map { Table.Cell(JSONValue($0), text: self.text($0)) } ?? .empty }
            cells += [
                trial.epochs > 0 ? .integer(trial.epochs) : .empty, .seconds(trial.seconds), .text(trial.runs.first ?? "", style: .dim),
            ]
            table.append(cells)
        }
        let first = format == .table ? 1 : 2
        for (index, objective) in results.objectives.enumerated() {
            table.highlightBest(inColumn: first + index, largest: objective.direction == .maximize)
        }
        return table
    }

    /// For people, with its standard error where it is a mean over seeds.
    private func value(of trial: SweepResults.TrialResult, _ objective: Int) -> Table.Cell {
        guard trial.values.indices.contains(objective) else { return .metric(nil) }
        let value = trial.values[objective]
        guard format == .table, let error = try? results.standardError(of: trial, objective: objective) else { return .metric(value) }
        return Table.Cell(.double(value), text: "\(formatMetric(value)) ± \(formatMetric(error))")
    }

    private func text(_ value: ParameterValue) -> String {
        if case .double(let number) = value { return formatParameter(number) }
        return value.description
    }

    private func printFront() {
        guard results.objectives.count > 1 else { return }
        Output.write("\nPareto front: no other trial is better in every objective\n\n")
        Output.write(table(results.paretoFront[...]), as: .table)
    }

    private func printImportance() {
        let importance = results.importance
        guard importance.count > 1 else { return }
        var table = Table([Table.Column("parameter"), .number("importance"), Table.Column("")])
        for entry in importance {
            let bar = String(repeating: "█", count: Int((entry.share * 24).rounded()))
            table.append([.text(entry.name), .metric(entry.share), .text(bar, style: .cyan)])
        }
        Output.write("\nwhat mattered (PED-ANOVA: share of the variation that leads to the best trials)\n\n")
        Output.write(table, as: .table)
    }

    private func printNext() {
        guard outcome != nil, results.best != nil else { return }
        let name = results.sweep.name
        Output.write("\n  pipeline sweep best \(name) > best.yaml    a spec that gives the best trial\n")
        Output.write("  pipeline sweep show \(name)                this again\n")
    }

    private var json: JSONValue {
        .object([
            ("sweep", .string(results.sweep.name)), ("experiment", .string(results.sweep.experiment)),
            (
                "objectives",
                .array(
                    results.objectives.map {
                        .object([("metric", .string($0.metric)), ("direction", .string($0.direction.rawValue))])
                    })
            ),
            ("best", results.best.map { .int($0.number) } ?? .null),
            ("pareto_front", .array(results.paretoFront.map { .int($0.number) })),
            ("importance", .object(results.importance.map { ($0.name, .double($0.share)) })),
            ("saved_seconds", .double(results.savedSeconds)),
            ("trials", .array(results.trials.map(\.json))),
        ])
    }
}

extension SweepResults.TrialResult {
    var json: JSONValue {
        .object([
            ("number", .int(number)), ("status", .string(status.rawValue)), ("values", .array(values.map(JSONValue.double))),
            ("parameters", .object(parameters.map { ($0.name, JSONValue($0.value)) })), ("epochs", .int(epochs)),
            ("seconds", seconds.map(JSONValue.double) ?? .null), ("violation", violation.map(JSONValue.double) ?? .null),
            ("duplicate_of", duplicateOf.map(JSONValue.int) ?? .null), ("error", error.map(JSONValue.string) ?? .null),
            ("runs", .array(runs.map(JSONValue.string))),
        ])
    }
}
