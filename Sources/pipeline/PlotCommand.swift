import ArgumentParser
import Charts
import Console
import Diagnostics
import Orchestrator
import Reports
import RunDatabase

struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draws the learning curves of runs over one another, in the terminal or as a picture.",
        discussion: """
            EXAMPLES
              pipeline plot latest
              pipeline plot quickstart/ancf quickstart/gmf --metric loss,ndcg@10
              pipeline plot --experiment ml-1m --metric ndcg@10 --x time --smooth 0.6
              pipeline plot latest --metric loss --log-y --output curves.svg
              pipeline plot latest --format csv > curves.csv
            """)

    @Argument(help: "Runs: ids, prefixes, latest, experiment/variant.")
    var runs: [String] = []

    @Option(help: "Also the latest run of each variant of this experiment.")
    var experiment: String?

    @Option(
        help: ArgumentHelp(
            "Metrics, apart by commas: loss, valid/ndcg@10, or ndcg@10 for what ends in it (default: the loss and what was validated).",
            valueName: "names"))
    var metric: [String] = []

    @Option(help: "What lies along: epoch or time.")
    var x: LearningCurves.Along = .epoch

    @Flag(name: .customLong("log-x"), help: "A logarithmic axis along.")
    var logX = false

    @Flag(name: .customLong("log-y"), help: "Logarithmic axes for the metrics.")
    var logY = false

    @Option(help: ArgumentHelp("Smooth by a moving average with this weight of what came before, from 0 to below 1.", valueName: "weight"))
    var smooth: Double = 0

    @Option(help: ArgumentHelp("How many lines each plot takes in the terminal.", valueName: "lines"))
    var height: Int?

    @Option(help: ArgumentHelp("Write a picture instead: .svg, .html or .png.", valueName: "file"), completion: .file())
    var output: String?

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard !runs.isEmpty || experiment != nil else { throw ValidationError("plot takes a run or --experiment NAME") }
        guard smooth >= 0, smooth < 1 else { throw ValidationError("--smooth must be at least 0 and below 1, is \(smooth)") }
        if let height, height < 8 { throw ValidationError("--height must be at least 8, is \(height)") }
        if let output, PictureFormat(path: output) == nil {
            throw ValidationError("--output must end in .svg, .html or .png, is '\(output)'")
        }
    }

    func run() throws {
        let database = try workspace.databaseSnapshot()
        let ids = try database.selected(runs, experiment: experiment)
        let options = LearningCurves.Options(
            metrics: metric.flatMap { $0.split(separator: ",").map(String.init) }, along: x, logX: logX, logY: logY, smoothing: smooth)
        var summaries: [RunSummary] = []
        for id in ids { summaries.append(try database.run(id: id).summary) }
        let curves = try LearningCurves(summaries, in: database, options: options)
        guard !curves.isEmpty else {
            throw Failure(
                .usage, "\(ids.count == 1 ? "this run has" : "these runs have") no values by epoch",
                hint: "models without epochs have results only: pipeline compare RUN RUN")
        }
        if !curves.missing.isEmpty {
            Report.print([Diagnostic(.note, "without values by epoch: \(curves.missing.joined(separator: ", "))")])
        }
        if let output, let picture = PictureFormat(path: output) {
            try picture.write(curves.charts, title: ids.count == 1 ? title(summaries[0]) : "Learning curves", to: output)
        } else if format.format == .table {
            Output.write(drawn(curves.charts))
        } else {
            Output.write(curves.table, as: format.format)
        }
    }

    private func title(_ run: RunSummary) -> String { "\(run.experiment)/\(run.variant) \(run.id)" }

    private func drawn(_ charts: [Chart]) -> String {
        let terminal = TerminalCapabilities.standardOutput, width = min(terminal.width ?? 100, 200)
        let rows = charts.count > 1 && width >= 120 ? (charts.count + 1) / 2 : charts.count
        // Room for the legend, the blank lines between and the next prompt.
        let fitting = ((terminal.height ?? 24) - 4 - rows) / max(1, rows)
        return TerminalPanels(charts, width: width, height: height ?? min(24, max(12, fitting)), color: terminal.color).text
    }
}

extension LearningCurves.Along: ExpressibleByArgument {}

/// By the end of a file's name.
enum PictureFormat {
    case svg, html, png

    init?(path: String) {
        switch path.split(separator: ".").last?.lowercased() {
        case "svg": self = .svg
        case "html", "htm": self = .html
        case "png": self = .png
        default: return nil
        }
    }

    func write(_ charts: [Chart], title: String, to path: String) throws {
        let document = SVGDocument(charts, title: title)
        switch self {
        case .svg: try PageFile.write(document.text, to: path)
        case .png: try Browser.draw(svg: document.text, width: document.size.width, height: document.size.height, to: path)
        case .html:
            let library = try Report.chartLibrary()
            try PageFile.write(ChartPage(charts, title: title).html(library: library), to: path)
        }
    }
}
