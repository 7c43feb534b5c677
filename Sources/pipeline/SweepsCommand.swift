import ArgumentParser
import Console
import JSON
import Orchestrator
import RunDatabase
import Sweeps

struct SweepsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweeps",
        abstract: "Lists sweeps.",
        discussion: """
            EXAMPLE
              pipeline sweeps
            """)

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        let database = try workspace.databaseSnapshot()
        var table = Table([
            Table.Column("sweep", mayShrink: false), Table.Column("experiment"), Table.Column("status", mayShrink: false),
            .number("finished"), .number("pruned"), .number("failed"), .number("open"), Table.Column("objective"), .number("best"),
            Table.Column("updated", mayShrink: false),
        ])
        for sweep in try database.sweeps() {
            let best = try database.bestValue(of: sweep.sweep)
            let open = sweep.counts[.running] ?? 0
            let status = sweep.isRunning ? "running" : open > 0 ? "interrupted" : "idle"
            table.append([
                .text(sweep.sweep.name), .text(sweep.sweep.experiment),
                .text(status, style: status == "interrupted" ? .yellow : status == "running" ? .green : .plain),
                .integer(sweep.counts[.finished] ?? 0), .integer(sweep.counts[.pruned] ?? 0), .integer(sweep.counts[.failed] ?? 0),
                .integer(open), .text(best.metric), .metric(best.value),
                Table.Cell(.string(sweep.sweep.updated.description), text: sweep.sweep.updated.forPeople),
            ])
        }
        Output.write(table, as: format.format)
    }
}

extension RunDatabase {
    fileprivate func bestValue(of sweep: SweepRecord) throws -> (metric: String, value: Double?) {
        guard let objective = (try? JSONValue(parsing: sweep.objectives))?.array?.first, let metric = objective["metric"]?.string else {
            return ("", nil)
        }
        let value = try best(of: sweep.name, largest: objective["direction"]?.string == "maximize")
        return (metric, value)
    }
}
