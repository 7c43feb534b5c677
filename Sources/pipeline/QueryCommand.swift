import ArgumentParser
import Console
import Orchestrator
import RunDatabase

struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Asks the run database in SQL; nothing can be changed.",
        discussion: """
            Tables: runs, parameters, metrics, stages, artifacts, tags, events.
            Views: run_summary, metric_history, variant_summary, and more.
            docs/database.md describes them, with ten useful queries.

            EXAMPLES
              pipeline query "SELECT id, status FROM runs ORDER BY started DESC LIMIT 5"
              pipeline query "SELECT * FROM variant_summary" --format csv
            """)

    @Argument(help: "A SELECT statement.")
    var sql: String

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var format: FormatOptions

    @Option(help: "Seconds after which the query is given up.")
    var timeout: Double = 30

    func run() throws {
        let database = try workspace.location.readDatabase()
        let result = try database.query(sql, limits: QueryLimits(seconds: timeout))
        var table = Table(
            result.columns.enumerated().map { index, name in
                Table.Column(name, alignment: result.rows.contains { $0[index].isNumber } ? .right : .left)
            })
        for row in result.rows { table.append(row.map(\.cell)) }
        Output.write(table, as: format.format)
        if result.isTruncated { Report.print([.warning("only the first \(result.rows.count) rows are shown", hint: "add a LIMIT")]) }
    }
}
