import Charts
import Console
import Diagnostics

extension RunReport {
    /// Where the runs come from, and how to have them again.
    var provenance: Markup {
        var table = Table([
            Table.Column("run", mayShrink: false), Table.Column("id", mayShrink: false), Table.Column("status"),
            Table.Column("started"), Table.Column("spec"), .number("seed"), Table.Column("version"), Table.Column("BLAS kernels"),
            Table.Column("host"), .number("attempts"), Table.Column("tags"),
        ])
        for run in runs {
            let summary = run.summary, details = run.details
            table.append([
                .text(run.title, style: .bold), .text(summary.id, style: .dim), .text(summary.status.rawValue),
                .text(String(summary.started.description.prefix(16)).replacing("T", with: " ")), .text(details.specPath ?? ""),
                summary.seed.map(Table.Cell.integer) ?? .empty, .text(details.version), .text(details.blasKernel ?? ""),
                .text(details.process.host), .integer(details.attempts),
                .text(summary.tags.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")),
            ])
        }
        return .table(table) + .heading("Artifacts") + .table(artifacts) + again
    }

    /// Equal digests are the same bytes.
    private var artifacts: Table {
        var kinds: [String] = []
        for stage in runs.flatMap(\.stages) where stage.artifact != nil && !kinds.contains(stage.stage) { kinds.append(stage.stage) }
        var table = Table([Table.Column("run", mayShrink: false)] + kinds.map { Table.Column($0) })
        for run in runs {
            let digests = kinds.map { run.artifact($0).map { Table.Cell.text(String($0.prefix(10)), style: .dim) } ?? .empty }
            table.append([.text(run.title, style: .bold)] + digests)
        }
        return table
    }

    private var again: Markup {
        var seen: Set<String> = []
        let specs = runs.compactMap(\.details.specPath).filter { seen.insert($0).inserted }
        let commands = specs.map { "pipeline run \(shellWord($0))" } + runs.prefix(12).map { "pipeline reproduce \($0.id)" }
        return .heading("How to reproduce") + .code(commands.joined(separator: "\n"))
            + .paragraph("The resolved spec of a run, under Parameters, is a spec by itself: save it and run it.", class: "note")
    }
}
