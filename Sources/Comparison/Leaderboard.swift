import Diagnostics
import Orchestrator
import RunDatabase
import Statistics

/// Configurations by a metric, the best first; runs that differ only in seeds or folds are one configuration. Each is held against the best.
public struct Leaderboard: Sendable {
    public enum Grouping: String, Sendable, CaseIterable {
        /// The best configuration of each model, data set or experiment.
        case model, dataset, experiment
    }

    public struct Row: Sendable {
        public var side: ComparedSide
        /// What the row is the best of; nil without a grouping.
        public var group: String?
        public var model: String
        /// One for each metric.
        public var values: [ComparedMetric.Value?]
        /// Against the best on the first metric.
        public var difference: Double?
        /// By sign-flip permutation over users, adjusted by Holm for the rows of the board; nil for the best and where it cannot be tested.
        public var pValue: Double?
        /// Why it is not comparable to the best.
        public var mismatches: [Mismatch]
    }

    public var metrics: [String]
    public var rows: [Row]
    public var best: Row? { rows.first }

    /// - Parameters:
    ///   - metrics: the first decides; the others are shown.
    ///   - limit: how many rows at most.
    /// - Throws: `usage` for a metric that no run has, and where no finished run is left.
    public init(
        metrics: [String], grouping: Grouping? = nil, expression: RunExpression? = nil, experiment: String? = nil, limit: Int = 20,
        resamples: Int = 10_000, in database: RunDatabase, _ workspace: Workspace
    ) throws(Failure) {
        self.metrics = metrics
        let names = try database.finalMetricNames()
        for metric in metrics where !names.contains(metric) {
            throw Failure(.usage, "no run has a final metric '\(metric)'", hint: suggestion(for: metric, among: resultNames(names)))
        }
        let metric = metrics.first ?? ""
        let runs = try database.runs(
            RunFilter(
                experiment: experiment, status: .finished, order: .metric(metric, descending: isHigherBetter(metric)),
                limit: grouping == nil ? limit * 20 : 2000, expression: expression))
        guard !runs.isEmpty else {
            throw Failure(.usage, "no finished run has '\(metric)' here", hint: "'pipeline runs' lists what there is")
        }
        var chosen: [[String]] = [], seen: Set<[String]> = []
        for configuration in Configurations(runs).ordered(by: metric) {
            if let grouping, !seen.insert([Self.key(configuration, grouping)]).inserted { continue }
            chosen.append(configuration.map(\.id))
            if chosen.count == limit { break }
        }
        var sides: [ComparedSide] = []
        for ids in chosen { sides.append(try ComparedSide(name: "", ids: ids, in: database)) }
        rows = Self.rows(sides, metrics, grouping, resamples, workspace)
    }

    private static func rows(
        _ sides: [ComparedSide], _ metrics: [String], _ grouping: Grouping?, _ resamples: Int, _ workspace: Workspace
    ) -> [Row] {
        guard let best = sides.first else { return [] }
        let metric = metrics[0], tables = sides.map { PerUserTable($0, in: workspace) }
        var rows: [Row] = []
        for (index, side) in sides.enumerated() {
            let mismatches = index == 0 ? [] : Comparability(first: best, second: side).mismatches
            var row = Row(
                side: side, group: nil, model: side.runs.first?.parameter("train.model")?.text ?? "",
                values: metrics.map { value($0, side) },
                mismatches: mismatches)
            row.group = grouping.map { key(side.runs, $0) }
            row.side.name = side.runs.count > 1 ? side.runs[0].group : side.runs.first?.variant ?? ""
            if let mean = row.values[0]?.mean, index > 0, let top = rows.first?.values[0]?.mean { row.difference = mean - top }
            if let table = tables[index] {
                for (place, name) in metrics.enumerated() {
                    let interval = Self.interval(table, name, row.values[place], resamples)
                    row.values[place]?.interval = interval
                }
                if index > 0, mismatches.isEmpty, let first = tables[0], let pair = PerUserTable.paired(first, table, metric) {
                    row.pValue = permutationTest(zip(pair.first, pair.second).map { $0 - $1 }, resamples: resamples - 1).pValue
                }
            }
            rows.append(row)
        }
        let adjusted = holmAdjusted(rows.map { $0.pValue ?? .nan })
        for index in rows.indices where rows[index].pValue != nil { rows[index].pValue = adjusted[index] }
        return rows
    }

    private static func value(_ metric: String, _ side: ComparedSide) -> ComparedMetric.Value? {
        let values = side.runs.compactMap { $0.metric(metric) }
        guard !values.isEmpty else { return nil }
        let moments = Moments(values)
        return ComparedMetric.Value(mean: moments.mean, deviation: values.count > 1 ? moments.deviation : nil, runs: values.count)
    }

    /// Nil where the metric is no mean over users.
    private static func interval(_ table: PerUserTable, _ metric: String, _ value: ComparedMetric.Value?, _ resamples: Int) -> Interval? {
        guard let value, let users = table.values(metric)?.map(\.value) else { return nil }
        guard abs(Moments(users).mean - value.mean) <= 1e-5 * max(1, abs(value.mean)) else { return nil }
        return Bootstrap.mean(users, resamples: resamples)
    }

    private static func key(_ runs: [RunSummary], _ grouping: Grouping) -> String {
        guard let run = runs.first else { return "" }
        switch grouping {
        case .experiment: return run.experiment
        case .model: return run.parameter("train.model")?.text ?? "?"
        case .dataset: return Self.dataset(of: run)
        }
    }

    /// The folder and name of the first input file, or the format of made data with its size.
    private static func dataset(of run: RunSummary) -> String {
        let files = ["ratings", "interactions", "reviews", "train", "path"].compactMap { run.parameter("ingest.\($0)")?.text }
        if let file = files.first(where: { $0 != "null" && !$0.isEmpty }) {
            return file.split(separator: "/").suffix(2).joined(separator: "/")
        }
        let size = ["users", "items", "interactions"].compactMap { run.parameter("ingest.\($0)")?.text }.joined(separator: " × ")
        return [run.parameter("ingest.format")?.text ?? "?", size].filter { !$0.isEmpty }.joined(separator: " ")
    }
}

/// Runs that have all parameters in common but those that the label's axes name, such as `seed` in `ancf@seed=1,split.fold=2`.
private struct Configurations {
    private var groups: [[String]: [RunSummary]] = [:]

    init(_ runs: [RunSummary]) {
        for run in runs {
            var members = groups[Self.key(run)] ?? []
            // The same label with the same parameters: made again by other code or on other data; the later one counts.
            if let before = members.firstIndex(where: { $0.variant == run.variant }) {
                if members[before].started < run.started { members[before] = run }
            } else {
                members.append(run)
            }
            groups[Self.key(run)] = members
        }
    }

    private static func key(_ run: RunSummary) -> [String] {
        let axes = run.variant.split(separator: "@", maxSplits: 1).dropFirst().joined().split(separator: ",").compactMap {
            $0.split(separator: "=").first.map(String.init)
        }
        let rest = run.parameters.filter { parameter in !axes.contains { parameter.name == $0 || parameter.name.hasSuffix("." + $0) } }
        return [run.experiment, run.group] + rest.flatMap { [$0.name, $0.text] }
    }

    /// By the mean of a metric; of equal ones the later.
    func ordered(by metric: String) -> [[RunSummary]] {
        func mean(_ runs: [RunSummary]) -> Double { Moments(runs.compactMap { $0.metric(metric) }).mean }
        let sign = isHigherBetter(metric) ? 1.0 : -1.0
        let ranked = groups.values.map { (runs: $0.sorted { $0.variant < $1.variant }, value: sign * mean($0)) }.filter { !$0.value.isNaN }
        return ranked.sorted { ($0.value, $0.runs[0].id) > ($1.value, $1.runs[0].id) }.map(\.runs)
    }
}
