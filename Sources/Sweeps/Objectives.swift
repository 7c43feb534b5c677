import Diagnostics
import JSON
import Metrics
import RunDatabase
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

    /// The value of each objective and the violations, each the mean over the runs; nil where a run lacks a metric.
    func values(of runs: [String], in database: RunDatabase) throws(Failure) -> (values: [Double], violations: [Double]) {
        var columns = Array(repeating: [Double](), count: entries.count + constraints.count)
        for run in runs {
            let final = try database.run(id: run).summary
            for (index, metric) in (entries.map(\.metric) + constraints.map(\.metric)).enumerated() {
                let direction = index < entries.count ? entries[index].direction : Self.direction(of: metric) ?? .minimize
                var found = final.metric(metric)
                if found == nil { found = try best(metric, of: run, direction, in: database) }
                guard let value = found else {
                    let series = try database.history(run)
                    let known = final.metrics.map(\.name) + series.map(\.name)
                    throw Failure(
                        .invalidInput, "run \(run) has no metric '\(metric)'",
                        hint: suggestion(for: metric, among: known) ?? "it has \(known.sorted().prefix(12).joined(separator: ", "))")
                }
                columns[index].append(value)
            }
        }
        let means = columns.map { $0.reduce(0, +) / Double(max(1, $0.count)) }
        return (
            Array(means.prefix(entries.count)), zip(constraints, means.dropFirst(entries.count)).map { $0.violation($1) }
        )
    }

    private func best(_ metric: String, of run: String, _ direction: Direction, in database: RunDatabase) throws(Failure) -> Double? {
        let values = try database.history(run, metrics: [metric]).first?.points.map(\.value).filter { !$0.isNaN } ?? []
        return direction == .maximize ? values.max() : values.min()
    }

    /// The first objective after each epoch of a run.
    func reports(of run: String, in database: RunDatabase) throws(Failure) -> [Trial.Report] {
        guard let first = entries.first else { return [] }
        return try database.history(run, metrics: [watched(first.metric)]).first?.points
            .map { Trial.Report(epoch: $0.step, value: $0.value) } ?? []
    }

    /// The metric that is known after each epoch: the first objective's, on validation data.
    func watched(_ metric: String) -> String { metric.contains("/") ? metric : "valid/\(metric)" }
}
