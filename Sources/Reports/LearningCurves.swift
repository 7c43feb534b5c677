import Charts
import Console
import Diagnostics
import Quantities
import RunDatabase

/// Metrics of runs over training.
public struct LearningCurves: Sendable {
    public enum Along: String, Sendable, CaseIterable {
        /// Epochs, from 1.
        case epoch
        /// Since the run began.
        case time
    }

    public struct Options: Sendable {
        /// `valid/ndcg@10`, or `ndcg@10` for what ends in it; none for the loss and what was validated.
        public var metrics: [String]
        public var along: Along
        public var hasLogX: Bool
        public var hasLogY: Bool
        /// Weight of what came before, in [0, 1).
        public var smoothing: Double

        public init(metrics: [String] = [], along: Along = .epoch, logX: Bool = false, logY: Bool = false, smoothing: Double = 0) {
            (self.metrics, self.along, self.hasLogX, self.hasLogY) = (metrics, along, logX, logY)
            self.smoothing = smoothing
        }
    }

    struct Curve: Sendable {
        var run: RunSummary
        var title: String
        var series: [MetricSeries]
        /// Its place among all runs: the same colour in every chart of a page.
        var color: Int
    }

    let curves: [Curve]
    let options: Options
    /// In the order asked for.
    public let metrics: [String]
    /// Titles of runs that have none of them.
    public let missing: [String]

    /// Throws `usage` where no run has one of the metrics by epoch.
    public init(_ runs: [RunSummary], in database: RunDatabase, options: Options = Options()) throws(Failure) {
        var curves: [Curve] = []
        for (index, (run, title)) in zip(runs, runTitles(runs)).enumerated() {
            curves.append(Curve(run: run, title: title, series: try database.history(run.id), color: index))
        }
        let metrics = try Self.chosen(options.metrics, among: Set(curves.flatMap { $0.series.map(\.name) }), runs)
        self.metrics = metrics
        self.options = options
        self.curves = curves.filter { curve in curve.series.contains { metrics.contains($0.name) } }
        missing = curves.filter { curve in !curve.series.contains { metrics.contains($0.name) } }.map(\.title)
    }

    public var isEmpty: Bool { metrics.isEmpty }

    private static func chosen(_ asked: [String], among known: Set<String>, _ runs: [RunSummary]) throws(Failure) -> [String] {
        if asked.isEmpty {
            let validated = known.filter { $0.hasPrefix("valid/") }.sorted()
            let usual = (known.contains("train/loss") ? ["train/loss"] : []) + validated
            return Array((usual.isEmpty ? known.filter { $0 != "train/learning_rate" }.sorted() : usual).prefix(4))
        }
        var found: [String] = []
        for name in asked {
            // "ndcg@10" is "valid/ndcg@10", "loss" is "train/loss".
            guard let match = known.contains(name) ? name : known.filter({ $0.hasSuffix("/" + name) }).max() else {
                throw unknown(name, known, runs)
            }
            if !found.contains(match) { found.append(match) }
        }
        return found
    }

    private static func unknown(_ name: String, _ known: Set<String>, _ runs: [RunSummary]) -> Failure {
        if known.isEmpty {
            return Failure(
                .usage, "\(runs.count == 1 ? "this run has" : "these runs have") no values by epoch",
                hint: "models without epochs have results only: pipeline compare RUN RUN")
        }
        let isFinal = runs.contains { $0.metric(name) != nil }
        let names = known.sorted()
        return Failure(
            .usage, isFinal ? "'\(name)' is a result: it has no values by epoch" : "no run has a metric '\(name)' by epoch",
            hint: (isFinal ? nil : suggestion(for: name, among: names)) ?? "there are \(names.joined(separator: ", "))")
    }

    /// One chart for each metric, the same runs in each.
    public var charts: [Chart] {
        let unit = timeUnit
        return metrics.map { metric in
            let title = options.smoothing > 0 ? "\(metric) (smoothed, \(options.smoothing))" : metric
            let axis = options.along == .epoch ? "epoch" : "time in \(unit.name)"
            return Chart(
                title, x: Axis(axis, isLog: options.hasLogX, isNice: false), y: Axis("", isLog: options.hasLogY),
                series: series(metric, unit.seconds))
        }
    }

    private func series(_ metric: String, _ unit: Double) -> [Series] {
        curves.flatMap { curve -> [Series] in
            let values = curve.series.first { $0.name == metric }?.points ?? []
            let level = smoothed(values.map(\.value), weight: options.smoothing)
            let points = zip(values, level).map { point, value in
                Series.Point(
                    position(point, curve.run, unit), value,
                    hover: "\(curve.title)\nepoch \(point.step)\n\(metric) \(formatMetric(point.value))"
                        + (options.smoothing > 0 ? "\nsmoothed \(formatMetric(value))" : ""))
            }
            let main = Series(curve.title, color: curve.color, points: points)
            guard options.smoothing > 0 else { return [main] }
            let raw = zip(values, points).map { Series.Point($1.x, $0.value, hover: $1.hover) }
            return [main, Series(curve.title, color: curve.color, isFaint: true, isInLegend: false, points: raw)]
        }
    }

    private func position(_ point: MetricSeries.Point, _ run: RunSummary, _ unit: Double) -> Double {
        options.along == .epoch ? Double(point.step) : seconds(point, run) / unit
    }

    private func seconds(_ point: MetricSeries.Point, _ run: RunSummary) -> Double {
        Double(point.time.milliseconds - run.started.milliseconds) / 1000
    }

    private var timeUnit: (name: String, seconds: Double) {
        let longest = curves.flatMap { curve in curve.series.flatMap { $0.points.map { seconds($0, curve.run) } } }.max() ?? 0
        return longest >= 7200 ? ("hours", 3600) : longest >= 180 ? ("minutes", 60) : ("seconds", 1)
    }

    /// Every value in a row of its own.
    public var table: Table {
        var table = Table([
            Table.Column("run", mayShrink: false), Table.Column("experiment"), Table.Column("variant"),
            Table.Column("metric", mayShrink: false),
            .number("epoch"), .number("time", key: "seconds"), .number("value"),
        ])
        for curve in curves {
            for metric in metrics {
                for point in curve.series.first(where: { $0.name == metric })?.points ?? [] {
                    table.append([
                        .text(curve.run.id), .text(curve.run.experiment), .text(curve.run.variant), .text(metric), .integer(point.step),
                        .seconds(seconds(point, curve.run)), .metric(point.value),
                    ])
                }
            }
        }
        return table
    }
}
