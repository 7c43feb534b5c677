import Charts
import Console
import Diagnostics
import JSON
import Orchestrator
import Parameters
import Quantities
import RunDatabase
import Search
import Sweeps

/// What a sweep learned, as a page.
public struct SweepReport: Sendable {
    typealias Trial = SweepResults.TrialResult

    let results: SweepResults
    let steps: [TrialStep]
    /// All parameters that occur, in the order of the space.
    let names: [String]
    let short: [String: String]
    /// Finished trials that hold the constraints, the best first.
    let ranking: [Trial]
    let importance: [(name: String, share: Double)]

    public init(_ results: SweepResults, workspace: Workspace) throws(Failure) {
        self.results = results
        steps = try workspace.databaseSnapshot().steps(of: results.sweep.name)
        var names: [String] = []
        for name in (results.space?.parameters.map(\.name) ?? []) + results.trials.flatMap({ $0.parameters.map(\.name) })
        where !names.contains(name) { names.append(name) }
        self.names = names
        short = shortNames(names)
        ranking = results.ranking
        importance = results.importance
    }

    public func html(library: ChartLibrary?) -> String {
        let sweep = results.sweep
        var page = Page(
            title: "Sweep \(sweep.name)",
            subtitle: "\(results.trials.count) trials of \(sweep.experiment), \(sweep.created.description.prefix(10)), by "
                + results.objectives.map { "\($0.metric) (\($0.direction == .maximize ? "higher" : "lower") is better)" }
                .joined(separator: ", "))
        page.add("summary", "Summary", summary)
        page.add("best", "Best trials", bestTrials)
        page.add("history", "History", history)
        page.add("front", "Pareto front", front)
        page.add("importance", "What mattered", importances)
        page.add("parallel", "Parallel coordinates", parallel)
        page.add("slices", "Slices", slices)
        page.add("contour", "Two at a time", contour)
        page.add("curves", "Learning curves", curves)
        page.add("timeline", "Timeline", timeline)
        page.add("failures", "Failures", failures)
        page.add("space", "Space", space)
        return page.html(library: library)
    }

    var objective: SweepResults.Objective? { results.objectives.first }
    var metric: String { objective?.metric ?? "objective" }

    /// Trials that have a value of the first objective.
    var valued: [Trial] { results.trials.filter { $0.values.first?.isFinite == true } }

    /// Number, values and parameters: what a reader sees who points at a trial.
    func hover(_ trial: Trial) -> String {
        var lines = ["trial \(trial.number)" + (trial.status == .finished ? "" : ", \(trial.status.rawValue) after epoch \(trial.epochs)")]
        for (objective, value) in zip(results.objectives, trial.values) { lines.append("\(objective.metric) \(formatMetric(value))") }
        for entry in trial.parameters { lines.append("\(short[entry.name] ?? entry.name) \(text(entry.value))") }
        return lines.joined(separator: "\n")
    }

    func text(_ value: ParameterValue) -> String {
        if case .double(let number) = value { return formatParameter(number) }
        return value.description
    }

    /// At most so many, evenly among them.
    func thinned(_ trials: [Trial], to limit: Int) -> [Trial] {
        guard trials.count > limit else { return trials }
        return (0..<limit).map { trials[$0 * trials.count / limit] }
    }

    private var summary: Markup {
        let counts = Dictionary(grouping: results.trials, by: \.status).mapValues(\.count)
        var cards: [(String, String)] = []
        if let best = ranking.first, let value = best.values.first {
            cards += [("best \(metric)", formatMetric(value)), ("best trial", "\(best.number)")]
        }
        for (status, label) in [(TrialStatus.finished, "finished"), (.pruned, "pruned"), (.failed, "failed"), (.running, "open")] {
            if let count = counts[status] { cards.append((label, formatCount(count))) }
        }
        let duplicates = results.trials.count { $0.duplicateOf != nil }
        if duplicates > 0 { cards.append(("proposed twice", formatCount(duplicates))) }
        let seconds = results.trials.compactMap(\.seconds).reduce(0, +)
        if seconds > 0 { cards.append(("work of all trials", formatDuration(seconds))) }
        if results.savedSeconds >= 0.1 { cards.append(("saved by sharing stages", formatDuration(results.savedSeconds))) }
        return .cards(cards)
    }

    private var bestTrials: Markup {
        guard !ranking.isEmpty else { return .paragraph("No trial is finished yet.", class: "note") }
        let commands = "pipeline sweep best \(results.sweep.name) > best.yaml\npipeline run best.yaml"
        return .table(table(Array(ranking.prefix(10)))) + .heading("Have the best again") + .code(commands)
    }

    /// Without columns for what none of these trials has: parameters of the models that lost.
    func table(_ trials: [Trial]) -> Table {
        let used = Set(trials.flatMap { $0.parameters.map(\.name) }), names = names.filter(used.contains)
        var columns: [Table.Column] = [.number("trial")]
        columns += results.objectives.map { .number($0.metric) }
        columns += names.map { Table.Column(short[$0] ?? $0, key: $0) }
        columns += [.number("epochs"), .number("time"), Table.Column("run")]
        var table = Table(columns)
        for trial in trials {
            let values = Dictionary(trial.parameters.map { ($0.name, $0.value) }) { first, _ in first }
            var cells: [Table.Cell] = [.integer(trial.number)]
            cells += results.objectives.indices.map { .metric(trial.values.indices.contains($0) ? trial.values[$0] : nil) }
            cells += names.map { name in values[name].map { Table.Cell(JSONValue($0), text: text($0)) } ?? .empty }
            cells += [
                trial.epochs > 0 ? .integer(trial.epochs) : .empty, .seconds(trial.seconds), .text(trial.runs.first ?? "", style: .dim),
            ]
            table.append(cells)
        }
        for (index, objective) in results.objectives.enumerated() {
            table.highlightBest(inColumn: 1 + index, largest: objective.direction == .maximize)
        }
        return table
    }

    private var failures: Markup {
        let failed = results.trials.filter { $0.status == .failed }
        var table = Table([.number("trial"), Table.Column("parameters", wraps: true), Table.Column("cause", wraps: true)])
        for trial in failed.prefix(50) {
            let parameters = trial.parameters.map { "\(short[$0.name] ?? $0.name)=\(text($0.value))" }.joined(separator: ", ")
            table.append([.integer(trial.number), .text(parameters), .text(trial.error ?? "", style: .red)])
        }
        return .table(table, caption: failed.count > 50 ? "The first 50 of \(failed.count)." : "")
    }

    private var space: Markup {
        var settings = Table([Table.Column("setting", mayShrink: false), Table.Column("value", wraps: true)])
        for entry in results.settings { settings.append([.text(entry.name), .text(entry.value)]) }
        var table = Table([
            Table.Column("parameter", mayShrink: false), Table.Column("values", wraps: true), Table.Column("searched where"),
        ])
        let parameters = results.space?.parameters ?? []
        for parameter in parameters {
            let condition = parameter.condition.flatMap { condition -> String? in
                guard parameters.indices.contains(condition.parent), case .choice(let values, _) = parameters[condition.parent].distribution
                else { return nil }
                return parameters[condition.parent].name + " is "
                    + condition.choices.map { values[$0].description }.joined(separator: " or ")
            }
            table.append([.text(parameter.name, style: .bold), .text(describe(parameter.distribution)), .text(condition ?? "")])
        }
        let file = results.sweep.specPath ?? "SPEC"
        return .table(table) + .heading("Search") + .table(settings) + .heading("Go on with it") + .code("pipeline sweep \(file)")
    }

    private func bound(_ value: Double, _ number: NumberDistribution) -> String {
        number.isInteger ? Int(exactly: value).map(String.init) ?? formatParameter(value) : formatParameter(value)
    }

    private func describe(_ distribution: Distribution) -> String {
        switch distribution {
        case .choice(let values, _): values.map(\.description).joined(separator: ", ")
        case .number(let number):
            "\(bound(number.low, number)) to \(bound(number.high, number))" + (number.isLog ? ", logarithmic" : "")
                + (number.step.map { $0 == 1 ? "" : ", step \(formatParameter($0))" } ?? "") + (number.isInteger ? ", whole" : "")
        }
    }
}
