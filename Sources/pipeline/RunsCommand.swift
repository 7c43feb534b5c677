import ArgumentParser
import Console
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

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        let database = try workspace.location.readDatabase()
        var filter = RunFilter(experiment: experiment, limit: limit)
        if let sort {
            let descending = sort.hasPrefix("-")
            filter.order = .metric(descending ? String(sort.dropFirst()) : sort, descending: descending)
        }
        let runs = try database.runs(filter)
        if format.format == .json {
            Output.write(JSONValue.array(runs.map(\.json)).pretty + "\n")
            return
        }
        Output.write(ResultTable(runs: runs.map(ResultTable.Row.init)).table, as: format.format)
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
