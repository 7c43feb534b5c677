import ArgumentParser
import Console
import Reports
import Sweeps

struct SweepShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows a sweep: its best trials, the Pareto front, what mattered.",
        discussion: """
            EXAMPLES
              pipeline sweep show movielens
              pipeline sweep show movielens --format csv > trials.csv
              pipeline sweep show movielens --output report.html
            """)

    @Argument(help: "The sweep's name; 'pipeline sweeps' lists them.")
    var name: String

    @OptionGroup var workspace: WorkspaceOptions

    @Option(help: "How many of the best trials.")
    var limit: Int = 10

    @Option(
        help: ArgumentHelp("Write a page instead: history, importance, slices, contour, learning curves, timeline.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var output: String?

    @Flag(name: .customLong("static"), help: "With --output: still pictures only, a small file without scripts.")
    var isStatic = false

    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit must be at least 1, is \(limit)") }
    }

    func run() throws {
        let results = try SweepResults(name: name, workspace: workspace.location)
        if let output {
            let report = try SweepReport(results, workspace: workspace.location)
            try PageFile.write(report.html(library: isStatic ? nil : Report.chartLibrary()), to: output)
            return
        }
        SweepText(results: results, limit: limit, format: format.format).print()
        let changes = results.changes(in: workspace.location)
        guard !changes.isEmpty else { return }
        Report.print([
            .warning(
                "these trials are not of what the spec says now: \(changes.prefix(5).joined(separator: "; "))",
                hint: "'pipeline sweep \(results.sweep.specPath ?? "SPEC")' plans them again")
        ])
    }
}
