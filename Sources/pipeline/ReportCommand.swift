import ArgumentParser
import Diagnostics
import Orchestrator
import Reports
import RunDatabase

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Writes a page about runs: curves, results with intervals, differences, segments, data, specs, how to reproduce.",
        discussion: """
            The page is one file that opens without a network. With plotly.js at hand ('make charts') its charts can be explored.

            EXAMPLES
              pipeline report latest --output run.html
              pipeline report tiny/ancf tiny/gmf --metric ndcg@10 --output two.html
              pipeline report --experiment movielens-1m --output movielens.html
            """)

    @Argument(help: "Runs: ids, prefixes, latest, experiment/variant (all its seeds and folds), experiment.")
    var runs: [String] = []

    @Option(help: "Also the latest run of each variant of this experiment.")
    var experiment: String?

    @Option(help: ArgumentHelp("The result that the comparison is about (default: ndcg@10, else the first).", valueName: "name"))
    var metric: String?

    @Option(help: ArgumentHelp("The page's title (default: the experiment).", valueName: "text"))
    var title: String?

    @Flag(name: .customLong("static"), help: "Still pictures only: a small file without scripts.")
    var isStatic = false

    @Option(help: ArgumentHelp("Where to write the page.", valueName: "file"), completion: .file(extensions: ["html"]))
    var output: String

    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        guard !runs.isEmpty || experiment != nil else { throw ValidationError("report takes a run or --experiment NAME") }
    }

    func run() throws {
        let database = try workspace.databaseSnapshot()
        let ids = try database.selected(runs, experiment: experiment)
        let report = try RunReport(ids, workspace: workspace.location, title: title, metric: metric)
        try PageFile.write(report.html(library: isStatic ? nil : Report.chartLibrary()), to: output)
    }
}
