import ArgumentParser
import Comparison
import Console
import Diagnostics
import JSON
import Orchestrator
import RunDatabase

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "Lists runs, the latest first, the best value of each metric marked.",
        discussion: """
            A filter combines conditions on columns (status, started, seconds, …), metrics
            (ndcg@10), parameters (learning_rate, or in full train.optimizer.learning_rate)
            and tags (tag.owner) with and, or, not and parentheses: = != < <= > >=,
            ~ (holds the text), in (…), between … and …, is null. docs/filters.md has
            all of it.

            EXAMPLES
              pipeline runs
              pipeline runs --experiment movielens-1m --limit 50
              pipeline runs --sort -ndcg@10 --format csv
              pipeline runs --filter 'model = ancf and tag.note ~ "dropout"'
              pipeline runs --filter 'ndcg@10 > 0.35 and learning_rate < 0.01'
              pipeline runs --since 2d --sort -ndcg@10,seconds --columns ndcg@10
            """)

    @Option(help: "Only runs of this experiment.")
    var experiment: String?

    @Option(help: ArgumentHelp("Only runs that fit.", valueName: "expression"))
    var filter: String?

    @Option(help: ArgumentHelp("Only runs begun since then: 2d, 12h, 2026-11-21.", valueName: "time"))
    var since: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Order by metrics, parameters or columns: ndcg@10 (lowest first), -ndcg@10 (highest first); several with commas. Runs without a value come last.",
            valueName: "names"))
    var sort: String?

    @Option(help: ArgumentHelp("Show these metrics, parameters or columns instead of all results.", valueName: "names"))
    var columns: String?

    @Option(help: "How many at most.")
    var limit: Int = 20

    @Flag(help: "The runs in the trash, which are not listed otherwise.")
    var trashed = false

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit must be at least 1, is \(limit)") }
    }

    func run() throws {
        let database = try workspace.databaseSnapshot()
        var selection = RunFilter(
            experiment: experiment, since: try since.map(instant), limit: limit,
            expression: try filter.map { try RunExpression(parsing: $0) })
        selection.trashed = trashed
        if let sort { selection.order = .keys(RunSortKey.parse(sort)) }
        var fields: [RunField] = []
        for name in (columns ?? "").split(separator: ",") { fields.append(try database.field(String(name.filter { $0 != " " }))) }
        defer { tellOmitted(selection, in: database) }
        let isWhole = format.format == .json && fields.isEmpty
        let runs = try database.runs(selection, with: isWhole ? .all : fields.isEmpty ? .metrics : [])
        if isWhole {
            Output.write(JSONValue.array(runs.map(\.json)).pretty + "\n")
            return
        }
        if runs.isEmpty, let experiment {
            let known = try database.query("SELECT DISTINCT experiment FROM runs").rows.compactMap(\.first).map(\.cell.text)
            if !known.contains(experiment) {
                throw Failure(.usage, "no run of experiment '\(experiment)'", hint: suggestion(for: experiment, among: known))
            }
        }
        var table = ResultTable(runs: runs.map(ResultTable.Row.init))
        if !fields.isEmpty {
            table.columns = []
            Output.write(table.table.adding(fields, try database.values(of: fields, runs: runs.map(\.id))), as: format.format)
            return
        }
        Output.write(table.table, as: format.format)
    }

    /// A list that was cut off says so.
    private func tellOmitted(_ selection: RunFilter, in database: RunDatabase) {
        guard let count = try? database.count(selection), count > limit else { return }
        Output.writeToStandardError("\(limit) of \(count) runs; --limit \(count) lists all\n")
    }

    /// `2d` is that long ago.
    private func instant(_ text: String) throws(Failure) -> Timestamp {
        guard let instant = Timestamp(since: text) else {
            throw Failure(.usage, "--since '\(text)' is no time", hint: "write 2d, 12h, 2026-11-21 or 2026-11-21T08:30")
        }
        return instant
    }
}

extension Table {
    /// Whole numbers of parameters and columns without decimals.
    private static func cell(_ field: RunField, _ value: QueryValue) -> Cell {
        guard !field.isMetric, case .real(let number) = value, let whole = Int(exactly: number) else { return value.cell }
        return .integer(whole)
    }

    /// With further columns of what runs have; of metrics the best is marked.
    fileprivate func adding(_ fields: [RunField], _ values: [[QueryValue]]) -> Table {
        let isNumber = fields.indices.map { index in values.contains { $0[index].isNumber } }
        var table = Table(columns + zip(fields, isNumber).map { $1 ? .number($0.name) : Table.Column($0.name) })
        for (row, added) in zip(rows, values) { table.append(row + zip(fields, added).map { Self.cell($0, $1) }) }
        for (index, field) in fields.enumerated() where field.isMetric {
            table.highlightBest(inColumn: columns.count + index, largest: isHigherBetter(field.name))
        }
        return table
    }
}

extension RunSummary {
    var json: JSONValue {
        .object([
            ("id", .string(id)), ("experiment", .string(experiment)), ("variant", .string(variant)), ("status", .string(status.rawValue)),
            ("started", .string(started.description)), ("seconds", seconds.map(JSONValue.double) ?? .null),
            ("warnings", .int(warnings)),
            ("tags", .object(tags.map { ($0.key, .string($0.value)) })),
            ("parameters", .object(parameters.map { ($0.name, JSONValue($0.value)) })),
            ("metrics", .object(metrics.map { ($0.name, .double($0.value)) })),
        ])
    }
}
