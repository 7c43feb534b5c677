import Diagnostics
import JSON
import Metrics
import Search

/// What a sweep makes best, and what must hold; reads both off the runs of a trial.
struct Objectives {
    struct Entry: Hashable {
        var metric: String
        var direction: Direction
    }

    let entries: [Entry]
    let constraints: [SweepSettings.Constraint]

    /// Throws `Failure(.invalidInput)` where the direction is not known.
    init(_ settings: SweepSettings) throws(Failure) {
        var entries: [Entry] = []
        for objective in settings.objectives {
            guard let direction = objective.direction ?? Self.direction(of: objective.metric) else {
                throw Failure(
                    .invalidInput, "it is not known whether '\(objective.metric)' is better high or low",
                    hint: "add direction: minimize or maximize to the objective")
            }
            entries.append(Entry(metric: objective.metric, direction: direction))
        }
        self.entries = entries
        constraints = settings.constraints
    }

    static func direction(of metric: String) -> Direction? {
        let id = metric.split(separator: "/").last.map(String.init) ?? metric
        if id == "loss" { return .minimize }
        guard let known = (try? MetricRegistry.parse([id], cutoffs: [1]))?.first else { return nil }
        return known.metric.higherIsBetter ? .maximize : .minimize
    }

    /// On test data: choosing by it makes the reported value too good.
    var chosenOnTest: [String] { entries.map(\.metric).filter { !$0.contains("/") } }

    var json: String {
        JSONValue.array(
            entries.map { .object([("metric", .string($0.metric)), ("direction", .string($0.direction.rawValue))]) }
        ).compact
    }

    /// The value of each objective and the violations, each the mean over the runs. Throws `invalidInput` where a run lacks a metric.
    func values(of runs: [(id: String, figures: any Figures)]) throws(Failure) -> (values: [Double], violations: [Double]) {
        var columns = Array(repeating: [Double](), count: entries.count + constraints.count)
        for run in runs {
            for (index, metric) in (entries.map(\.metric) + constraints.map(\.metric)).enumerated() {
                let direction = index < entries.count ? entries[index].direction : Self.direction(of: metric) ?? .minimize
                guard let value = try Self.value(metric, of: run.figures, direction) else {
                    let known = try run.figures.names().sorted()
                    throw Failure(
                        .invalidInput, "run \(run.id) has no metric '\(metric)'",
                        hint: suggestion(for: metric, among: known) ?? "it has \(known.prefix(12).joined(separator: ", "))")
                }
                columns[index].append(value)
            }
        }
        let means = columns.map { $0.reduce(0, +) / Double(max(1, $0.count)) }
        return (
            Array(means.prefix(entries.count)), zip(constraints, means.dropFirst(entries.count)).map { $0.violation($1) }
        )
    }

    /// The result, else the best epoch.
    static func value(_ metric: String, of figures: any Figures, _ direction: Direction) throws(Failure) -> Double? {
        if let final = try figures.final(metric) { return final }
        let values = try figures.series(metric).map(\.value).filter { !$0.isNaN }
        return direction == .maximize ? values.max() : values.min()
    }

    /// The first objective after each epoch of a run.
    func reports(of figures: any Figures) throws(Failure) -> [Trial.Report] {
        guard let first = entries.first else { return [] }
        return try figures.series(watched(first.metric))
    }

    /// The metric that is known after each epoch: the first objective's, on validation data.
    func watched(_ metric: String) -> String { metric.contains("/") ? metric : "valid/\(metric)" }
}
