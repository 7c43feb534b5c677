import ArgumentParser
import Console
import JSON
import Orchestrator
import RunDatabase

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Puts runs side by side: the parameters that differ, and the results.",
        discussion: """
            EXAMPLES
              pipeline compare quickstart/ancf quickstart/gmf
              pipeline compare 3f2a 91bc latest --format markdown
            """)

    @Argument(help: "Two runs or more: ids, prefixes, latest, experiment/variant.")
    var runs: [String]

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard runs.count >= 2 else { throw ValidationError("compare takes at least two runs") }
    }

    func run() throws {
        let database = try workspace.location.readDatabase()
        let comparison = try database.compare(try runs.map { try database.resolve($0) })
        let page = ComparisonPage(comparison: comparison)
        Output.write(format.format == .json ? page.json.pretty + "\n" : page.rendered(as: format.format))
    }
}

struct ComparisonPage {
    let comparison: RunComparison

    /// Rows are parameters, columns are runs.
    private var parameters: Table {
        var table = Table([Table.Column("parameter")] + titles.map { Table.Column($0) })
        for row in comparison.parameters { table.append([.text(row.name)] + row.values.map { $0.map { .text($0.text) } ?? .empty }) }
        return table
    }

    /// Rows are metrics; the best of each row is marked.
    private var metrics: Table {
        var table = Table([Table.Column("metric")] + titles.map { .number($0) })
        let rows = Dictionary(comparison.metrics.map { ($0.name, $0) }) { first, _ in first }
        for row in metricNames([comparison.metrics.map { ($0.name, 0) }]).compactMap({ rows[$0] }) {
            let numbers = row.values.compactMap { $0 }.filter { !$0.isNaN }
            let best = higherIsBetter(row.name) ? numbers.max() : numbers.min()
            table.append(
                [.text(row.name)]
                    + row.values.map { value in
                        let cell = Table.Cell.metric(value)
                        return numbers.count > 1 && value != nil && value == best ? cell.styled(.best) : cell
                    })
        }
        return table
    }

    private var titles: [String] {
        let runs = comparison.runs
        let sameExperiment = Set(runs.map(\.experiment)).count == 1
        return runs.map { run in
            let name = sameExperiment ? run.variant : "\(run.experiment)/\(run.variant)"
            return runs.count { $0.experiment == run.experiment && $0.variant == run.variant } > 1 ? "\(name) \(run.id.prefix(6))" : name
        }
    }

    func rendered(as format: OutputFormat) -> String {
        let terminal = TerminalCapabilities.standardOutput
        func text(_ table: Table) -> String { table.rendered(as: format, width: terminal.width, color: terminal.color) }
        let same = "\(comparison.equalParameters) parameters are the same"
        guard format == .table || format == .markdown else { return text(parameters) + "\n" + text(metrics) }
        let differing = comparison.parameters.isEmpty ? "no parameter differs\n" : text(parameters) + same + "\n"
        return differing + "\n" + text(metrics)
    }

    var json: JSONValue {
        let ids = comparison.runs.map(\.id)
        return .object([
            ("runs", .array(comparison.runs.map(\.json))),
            (
                "parameters",
                .object(
                    comparison.parameters.map { row in
                        (row.name, .object(zip(ids, row.values).map { ($0, $1.map { JSONValue($0.value) } ?? .null) }))
                    })
            ),
            (
                "metrics",
                .object(
                    comparison.metrics.map { row in
                        (row.name, .object(zip(ids, row.values).map { ($0, $1.map(JSONValue.double) ?? .null) }))
                    })
            ),
        ])
    }
}
