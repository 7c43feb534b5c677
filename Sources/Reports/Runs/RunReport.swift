import Charts
import Comparison
import Console
import Diagnostics
import Orchestrator
import Quantities
import RunDatabase

/// Everything worth showing of one run, or of several beside one another, as a page.
public struct RunReport: Sendable {
    /// Best first by the primary metric, then those that have no value of it: a run's place is its colour.
    let runs: [ReportedRun]
    /// All results that any of the runs has.
    let metrics: [String]
    /// What the comparison is about.
    let primary: String?
    /// How many runs have a value of the primary metric.
    let ranked: Int
    /// Best first.
    let contestants: [Contestant]
    /// The best contestant held against the others on the primary metric; nil where there is no such metric.
    let comparison: Comparison?
    let workspace: Workspace
    let curves: LearningCurves?
    let title: String

    /// Throws `usage` for a metric that no run has as a result.
    public init(_ ids: [String], workspace: Workspace, title: String? = nil, metric: String? = nil) throws {
        let database = try workspace.databaseSnapshot()
        let known = try ids.map { try database.run(id: $0) }
        self.workspace = workspace
        let metrics = resultNames(known.flatMap { $0.summary.metrics.map(\.name) })
        if let metric, !metrics.contains(metric) {
            throw Failure(.usage, "no run has a result '\(metric)'", hint: suggestion(for: metric, among: metrics))
        }
        self.metrics = metrics
        let primary = metric ?? primaryResult(metrics)
        self.primary = primary
        let sign = primary.map { isHigherBetter($0) ? -1.0 : 1 } ?? 1
        let values = known.map { run in primary.flatMap { run.summary.metric($0) } }
        let ranking = known.indices.filter { values[$0]?.isFinite == true }
            .sorted { (sign * (values[$0] ?? 0), $0) < (sign * (values[$1] ?? 0), $1) }
        ranked = ranking.count
        let details = (ranking + known.indices.filter { !ranking.contains($0) }).map { known[$0] }
        let reported = try zip(details, runTitles(details.map(\.summary))).map { details, title in
            let member = ComparedSide.Member(details: details, stages: try database.stages(details.summary.id))
            return ReportedRun(member, title: title, in: workspace)
        }
        runs = reported
        let contestants = primary.map { Contestant.of(Array(reported.prefix(ranking.count)), metric: $0) } ?? []
        self.contestants = contestants
        comparison =
            try contestants.isEmpty
            ? nil
            : Comparison(
                contestants.map(\.side), in: workspace, options: .init(metrics: primary.map { [$0] } ?? [], testsComparableOnly: true))
        let curves = try LearningCurves(details.map(\.summary), in: database)
        self.curves = curves.isEmpty ? nil : curves
        let experiments = Set(details.map(\.summary.experiment)).sorted()
        self.title = title ?? (runs.count == 1 ? "\(experiments[0])/\(runs[0].title)" : experiments.joined(separator: ", "))
    }

    public func html(library: ChartLibrary?) -> String {
        var page = Page(title: title, subtitle: subtitle)
        page.add("summary", "Summary", summary)
        page.add("results", "Results", results)
        page.add("differences", "Differences", differences)
        page.add("curves", "Learning curves", learning)
        page.add("segments", "Segments", segments)
        page.add("data", "Data", data)
        page.add("parameters", "Parameters", parameters)
        page.add("stages", "Time", time)
        page.add("provenance", "Provenance", provenance)
        return page.html(library: library)
    }

    private var subtitle: String {
        let count = runs.count == 1 ? "one run" : "\(runs.count) runs"
        let days = Set(runs.map { String($0.summary.started.description.prefix(10)) }).sorted()
        let when = days.count > 1 ? "\(days[0]) to \(days[days.count - 1])" : days.first ?? ""
        return "\(count), \(when)"
    }

    var best: ReportedRun? { ranked > 0 ? runs.first : nil }

    private var summary: Markup {
        var cards: [(String, String)] = []
        if let primary, let best, let value = best.summary.metric(primary) {
            cards.append((runs.count > 1 ? "best \(primary)" : primary, formatMetric(value)))
            if runs.count > 1 { cards.append(("best run", best.title)) }
        }
        let first = runs[0].summary
        let count = { (name: String) in first.metric(name).flatMap { Int(exactly: $0) }.map(formatCount) }
        if Set(runs.map { $0.artifact("ingest") }).count == 1 {
            for (label, name) in [("users", "data/users"), ("items", "data/items"), ("interactions", "data/interactions")] {
                if let count = count(name) { cards.append((label, count)) }
            }
        }
        let seconds = runs.compactMap(\.summary.seconds).reduce(0, +)
        if seconds > 0 { cards.append(("work of all stages", formatDuration(seconds))) }
        let failed = runs.filter { $0.summary.status != .finished }
        let notes = failed.map { run in
            Markup.paragraph("\(run.title): \(run.summary.status.rawValue)" + (run.summary.error.map { ": \($0)" } ?? ""), class: "bad")
        }
        let warnings = (comparison?.warnings ?? []).map { Markup.paragraph("warning: \($0.message)", class: "bad") }
        return .cards(cards) + verdict + .joined(notes + warnings)
    }
}
