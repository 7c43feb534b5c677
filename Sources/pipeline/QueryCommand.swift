import ArgumentParser
import Console
import Diagnostics
import Orchestrator
import RunDatabase

struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Asks the run database in SQL; nothing can be changed.",
        discussion: """
            --schema lists tables, views and their columns with what they mean; --named
            lists questions that have names. docs/database.md has more of both.

            EXAMPLES
              pipeline query "SELECT id, status FROM runs ORDER BY started DESC LIMIT 5"
              pipeline query "SELECT * FROM variant_summary" --format csv
              pipeline query @slowest-stages
              pipeline query --schema runs
            """)

    @Argument(help: "A SELECT statement, or @NAME of a named query; with --schema a table or view.")
    var sql: String?

    @Flag(help: "List tables, views and columns, or those of one.")
    var schema = false

    @Flag(help: "List the named queries.")
    var named = false

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var format: FormatOptions

    @Option(help: "Seconds after which the query is given up.")
    var timeout: Double = 30

    func validate() throws {
        guard timeout > 0, timeout <= 1e6 else { throw ValidationError("--timeout must be above 0, is \(timeout)") }
        guard schema || named || sql != nil else { throw ValidationError("give a statement, @NAME, --schema or --named") }
        guard !(schema && named) else { throw ValidationError("--schema and --named exclude each other") }
    }

    func run() throws {
        if schema { return Output.write(try schemaTable(), as: format.format) }
        if named { return Output.write(namedTable, as: format.format) }
        let database = try workspace.location.readDatabase()
        let result = try database.query(try statement(), limits: QueryLimits(seconds: timeout))
        var table = Table(
            result.columns.enumerated().map { index, name in
                Table.Column(name, alignment: result.rows.contains { $0[index].isNumber } ? .right : .left)
            })
        for row in result.rows { table.append(row.map(\.cell)) }
        Output.write(table, as: format.format)
        if result.isTruncated { Report.print([.warning("only the first \(result.rows.count) rows are shown", hint: "add a LIMIT")]) }
    }

    private func statement() throws -> String {
        guard let sql, sql.hasPrefix("@") else { return sql ?? "" }
        let name = String(sql.dropFirst())
        guard let query = NamedQuery.named(name) else {
            throw Failure(.usage, "there is no query '\(sql)'", hint: suggestion(for: name, among: NamedQuery.all.map(\.name)))
        }
        return query.sql
    }

    private var namedTable: Table {
        var table = Table([Table.Column("name", mayShrink: false), Table.Column("what it tells", key: "meaning", wraps: true)])
        for query in NamedQuery.all { table.append([.text("@" + query.name, style: .bold), .text(query.meaning)]) }
        return table
    }

    private func schemaTable() throws -> Table {
        let entries = SchemaDescription.entries.filter { sql == nil || $0.name == sql }
        if let sql, entries.isEmpty {
            throw Failure(
                .usage, "there is no table or view '\(sql)'", hint: suggestion(for: sql, among: SchemaDescription.entries.map(\.name)))
        }
        var table = Table([
            Table.Column("table", mayShrink: false), Table.Column("column", mayShrink: false), Table.Column("meaning", wraps: true),
        ])
        for entry in entries {
            let kind = entry.kind == "view" ? "(view) " : ""
            table.append([.text(entry.name, style: .bold), .empty, .text(kind + entry.meaning)])
            for column in entry.columns { table.append([.text(entry.name, style: .dim), .text(column.name), .text(column.meaning)]) }
        }
        return table
    }
}
