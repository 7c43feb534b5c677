import Console
import RunDatabase

/// Five tables (RFC 4180), every row with the id of its run: `runs.csv`, `parameters.csv`, `metrics.csv` (final values), `history.csv`
/// (values by step), `stages.csv`.
public enum CSVExporter: RunExporter {
    public static let id = "csv"
    public static let documentation = "runs, parameters, metrics, history and stages, a .csv file each"

    public static func write(_ runs: [RunExport], to directory: String) throws -> [String] {
        let tables: [(name: String, table: Table)] = [
            ("runs", table(runs)),
            (
                "parameters",
                table(["run", "name", "value", "number", "type"], runs) { run in
                    run.run.parameters.map { [.text($0.name), .text($0.text), .real($0.number), .text($0.type)] }
                }
            ),
            ("metrics", table(["run", "name", "value"], runs) { run in run.run.metrics.map { [.text($0.name), .real($0.value)] } }),
            (
                "history",
                table(["run", "name", "step", "value", "time"], runs) { run in
                    run.history.flatMap { series in
                        series.points.map { [.text(series.name), .integer($0.step), .real($0.value), .text($0.time.description)] }
                    }
                }
            ),
            (
                "stages",
                table(["run", "stage", "node", "status", "seconds", "reason", "artifact", "bytes"], runs) { run in
                    run.stages.map { stage in
                        [
                            .text(stage.stage), .text(stage.node), .text(stage.status.rawValue), .real(stage.seconds), .text(stage.reason),
                            .text(stage.artifact?.digest ?? ""), stage.artifact.map { .integer($0.bytes) } ?? .empty,
                        ]
                    }
                }
            ),
        ]
        return try tables.map { name, table in
            let path = "\(directory)/\(name).csv"
            try ExportFile.write(table.rendered(as: .csv, width: nil, color: false), to: path)
            return path
        }
    }

    private static func table(_ runs: [RunExport]) -> Table {
        var table = Table(
            ["run", "experiment", "variant", "status", "started", "finished", "seconds", "seed", "version", "error"].map {
                Table.Column($0)
            })
        for export in runs {
            let run = export.run
            table.append([
                .text(run.id), .text(run.experiment), .text(run.variant), .text(run.status.rawValue), .text(run.started.description),
                .text(run.finished?.description ?? ""), .real(run.seconds), run.seed.map(Table.Cell.integer) ?? .empty,
                .text(export.details.version), .text(run.error ?? ""),
            ])
        }
        return table
    }

    private static func table(_ columns: [String], _ runs: [RunExport], _ rows: (RunExport) -> [[Table.Cell]]) -> Table {
        var table = Table(columns.map { Table.Column($0) })
        for run in runs { for row in rows(run) { table.append([.text(run.run.id)] + row) } }
        return table
    }
}

extension Table.Cell {
    /// In full; NaN and infinities as words.
    fileprivate static func real(_ value: Double?) -> Table.Cell {
        value.map { $0.isFinite ? Table.Cell(.double($0), text: "\($0)") : .text("\($0)") } ?? .empty
    }
}
