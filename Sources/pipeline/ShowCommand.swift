import ArgumentParser
import Comparison
import Console
import Diagnostics
import JSON
import Orchestrator
import Quantities
import RunDatabase
import Stages

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows all about one run: results, parameters, stages, data profile, training curve.",
        discussion: """
            EXAMPLES
              pipeline show latest
              pipeline show movielens-1m/ancf
              pipeline show 3f2a --format json
              pipeline show latest --file weights.safetensors
            """)

    @Argument(help: ArgumentHelp("A run: id, prefix, latest, experiment/variant.", valueName: "run"))
    var selector: String

    @Option(help: ArgumentHelp("Print where a file of the run is, and nothing else.", valueName: "name"))
    var file: String?

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        let database = try workspace.databaseSnapshot()
        try Report.noteChoice(by: selector, in: workspace.location)
        let details = try database.run(selector)
        let stages = try database.stages(details.summary.id)
        if let file {
            Output.write(try workspace.location.path(of: file, in: stages) + "\n")
            return
        }
        let page = RunPage(
            details: details, stages: stages, history: try database.history(details.summary.id),
            notes: try database.notes(details.summary.id), workspace: workspace.location)
        if format.format == .json {
            Output.write(page.json.pretty + "\n")
        } else {
            Output.write(page.rendered(as: format.format))
        }
    }
}

/// Everything that is known of one run, in sections.
struct RunPage {
    let details: RunDetails
    let stages: [StageRecord]
    let history: [MetricSeries]
    let notes: [NoteRecord]
    let data: ProfileSection?
    let workspace: Workspace

    init(
        details: RunDetails, stages: [StageRecord], history: [MetricSeries], notes: [NoteRecord], workspace: Workspace
    ) {
        self.details = details
        self.stages = stages
        self.history = history
        self.notes = notes
        self.workspace = workspace
        data = workspace.profile(of: stages)
    }

    private var run: RunSummary { details.summary }

    private var warnings: [(node: String, warning: Diagnostic)] {
        stages.flatMap { stage in stage.warnings.map { (stage.node, $0) } }
    }

    func rendered(as format: OutputFormat) -> String {
        let terminal = TerminalCapabilities.standardOutput
        func section(_ title: String, _ table: Table) -> String {
            guard !table.rows.isEmpty else { return "" }
            return "\n" + Style.bold.paint(title, color: terminal.color) + "\n"
                + table.rendered(as: format, width: terminal.width, color: terminal.color)
        }
        return heading + section("Results", results) + section("Parameters", parameters)
            + section("Stages", StageTable(stages: stages).table)
            + section("Data", profile) + section("Split and test", counts(["split/", "test/"])) + section("Training", curve)
    }

    private var heading: String {
        var lines = ["\(run.experiment)/\(run.variant)  \(run.id)  \(run.status.rawValue)"]
        lines.append("started \(run.started.forPeople)" + (run.seconds.map { ", \(formatDuration($0))" } ?? ""))
        if let path = details.specPath {
            lines.append("from \(path), version \(details.version)" + (details.blasKernel.map { ", BLAS kernels \($0)" } ?? ""))
        }
        let origin = details.provenance
        if let command = origin.command { lines.append("by \(origin.user ?? "?") on \(details.process.host): \(command)") }
        let commit = origin.gitCommit.map { "git \($0.prefix(12))" + (origin.isGitDirty == true ? " with uncommitted changes" : "") }
        let threads = origin.threads.map { "\($0) thread\($0 == 1 ? "" : "s")" }
        let facts = [commit, origin.cpu, threads].compactMap { $0 }
        if !facts.isEmpty { lines.append(facts.joined(separator: ", ")) }
        if !run.tags.isEmpty { lines.append("tags " + run.tags.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")) }
        if let trashed = run.trashed { lines.append("in the trash since \(trashed.forPeople): pipeline restore \(run.id) brings it back") }
        for note in notes { lines.append("note of \(note.time.forPeople): \(note.text)") }
        if let error = run.error { lines.append("error: \(error)") }
        for (node, warning) in warnings {
            lines.append("warning (\(node)): \(warning.message)")
            if let hint = warning.hint { lines.append("   hint: \(hint)") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var results: Table {
        var table = Table([Table.Column("metric"), .number("value")])
        for name in metricNames([run.metrics.map { ($0.name, $0.value) }]) { table.append([.text(name), .metric(run.metric(name))]) }
        return table
    }

    /// From the ingest stage's artifact; where that is gone, what the database holds.
    private var profile: Table {
        guard let data else { return counts(["data/"]) }
        var table = Table([Table.Column("what", mayShrink: false), Table.Column("value", wraps: true)])
        for row in data.rows { table.append([.text(row.label), .text(row.value)]) }
        return table
    }

    private func counts(_ prefixes: [String]) -> Table {
        var table = Table([Table.Column("metric"), .number("value")])
        for metric in run.metrics where prefixes.contains(where: metric.name.hasPrefix) {
            let count = Int(exactly: metric.value)
            table.append([.text(metric.name), count.map(Table.Cell.integer) ?? .metric(metric.value)])
        }
        return table
    }

    private var parameters: Table {
        var table = Table([Table.Column("parameter", mayShrink: false), Table.Column("value", wraps: true)])
        for parameter in run.parameters { table.append([.text(parameter.name), .text(parameter.text)]) }
        return table
    }

    /// One row an epoch.
    private var curve: Table {
        let steps = Set(history.flatMap { $0.points.map(\.step) }).sorted()
        var table = Table([Table.Column.number("epoch")] + history.map { .number($0.name) })
        for step in steps {
            table.append([.integer(step)] + history.map { series in .metric(series.points.first { $0.step == step }?.value) })
        }
        for (index, series) in history.enumerated() { table.highlightBest(inColumn: index + 1, largest: isHigherBetter(series.name)) }
        return table
    }

    private func withFiles(_ json: JSONValue, of stage: StageRecord) -> JSONValue {
        guard case .members(let members) = json else { return json }
        let files = workspace.files(of: stage).map { JSONValue.Member($0.name, .string($0.path)) }
        return .members(members + [JSONValue.Member("files", .members(files))])
    }

    var json: JSONValue {
        guard case .members(var members) = run.json else { return run.json }
        let written = notes.map { JSONValue.object([("time", .string($0.time.description)), ("text", .string($0.text))]) }
        members.append(JSONValue.Member("notes", .array(written)))
        let warned = warnings.map { JSONValue.object(["node": .string($0.node), "warning": $0.warning.json]) }
        members.append(JSONValue.Member("stage_warnings", .array(warned)))
        members.append(JSONValue.Member("trashed", run.trashed.map { .string($0.description) } ?? .null))
        if let data {
            members.append(JSONValue.Member("data", .object([("profile", JSONValue(data.profile)), ("report", JSONValue(data.report))])))
        }
        members.append(JSONValue.Member("provenance", provenance))
        members.append(JSONValue.Member("stages", .array(zip(StageTable(stages: stages).table.json.elements, stages).map(withFiles))))
        members.append(
            JSONValue.Member(
                "history",
                .object(
                    history.map { series in
                        (series.name, .array(series.points.map { .object([("step", .int($0.step)), ("value", .double($0.value))]) }))
                    })))
        return .members(members)
    }
}

extension RunPage {
    private var provenance: JSONValue {
        let origin = details.provenance
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        return .object([
            ("version", .string(details.version)), ("blas_kernel", text(details.blasKernel)), ("cpu", text(origin.cpu)),
            ("threads", origin.threads.map(JSONValue.int) ?? .null), ("host", .string(details.process.host)), ("user", text(origin.user)),
            ("command", text(origin.command)), ("git_commit", text(origin.gitCommit)),
            ("git_dirty", origin.isGitDirty.map(JSONValue.bool) ?? .null), ("spec_path", text(details.specPath)),
            ("spec_source", text(origin.specSource)),
        ])
    }
}

extension JSONValue {
    fileprivate var elements: [JSONValue] {
        guard case .array(let values) = self else { return [] }
        return values
    }
}
