import ArgumentParser
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
            EXAMPLES
              pipeline runs
              pipeline runs --experiment movielens-1m --limit 50
              pipeline runs --sort -ndcg@10 --format csv
            """)

    @Option(help: "Only runs of this experiment.")
    var experiment: String?

    @Option(help: "How many at most.")
    var limit: Int = 20

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Best first by a metric: ndcg@10 (lowest first) or -ndcg@10 (highest first).", valueName: "metric"))
    var sort: String?

    @Flag(help: "The runs in the trash, which are not listed otherwise.")
    var trashed = false

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit must be at least 1, is \(limit)") }
    }

    func run() throws {
        let database = try workspace.location.readDatabase()
        var filter = RunFilter(experiment: experiment, limit: limit)
        filter.trashed = trashed
        if let sort {
            let descending = sort.hasPrefix("-"), metric = descending ? String(sort.dropFirst()) : sort
            try check(metric, in: database)
            filter.order = .metric(metric, descending: descending)
        }
        let runs = try database.runs(filter)
        if format.format == .json {
            Output.write(JSONValue.array(runs.map(\.json)).pretty + "\n")
            return
        }
        if runs.isEmpty, let experiment {
            let known = try database.query("SELECT DISTINCT experiment FROM runs").rows.compactMap(\.first).map(\.cell.text)
            throw Failure(.usage, "no run of experiment '\(experiment)'", hint: suggestion(for: experiment, among: known))
        }
        Output.write(ResultTable(runs: runs.map(ResultTable.Row.init)).table, as: format.format)
    }
}

extension RunsCommand {
    /// A metric that no run has would give an empty list, as if there were no runs.
    private func check(_ metric: String, in database: RunDatabase) throws {
        let names = try database.query("SELECT DISTINCT name FROM final_metrics").rows.compactMap { row -> String? in
            guard case .text(let name)? = row.first else { return nil }
            return name
        }
        guard !names.isEmpty, !names.contains(metric) else { return }
        throw Failure(.usage, "no run has a final metric '\(metric)'", hint: suggestion(for: metric, among: names.filter(isResult)))
    }
}

extension RunSummary {
    var json: JSONValue {
        .object([
            ("id", .string(id)), ("experiment", .string(experiment)), ("variant", .string(variant)), ("status", .string(status.rawValue)),
            ("started", .string(started.description)), ("seconds", seconds.map(JSONValue.double) ?? .null),
            ("tags", .object(tags.map { ($0.key, .string($0.value)) })),
            ("parameters", .object(parameters.map { ($0.name, JSONValue($0.value)) })),
            ("metrics", .object(metrics.map { ($0.name, .double($0.value)) })),
        ])
    }
}
