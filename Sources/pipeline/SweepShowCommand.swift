import ArgumentParser
import Console
import Sweeps

struct SweepShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows a sweep: its best trials, the Pareto front, what mattered.",
        discussion: """
            EXAMPLES
              pipeline sweep show movielens
              pipeline sweep show movielens --format csv > trials.csv
            """)

    @Argument(help: "The sweep's name; 'pipeline sweeps' lists them.")
    var name: String

    @OptionGroup var workspace: WorkspaceOptions

    @Option(help: "How many of the best trials.")
    var limit: Int = 10

    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit must be at least 1, is \(limit)") }
    }

    func run() throws {
        let results = try SweepResults(name: name, workspace: workspace.location)
        SweepText(results: results, limit: limit, format: format.format).print()
    }
}
