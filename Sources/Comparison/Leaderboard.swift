import Diagnostics
import Dispatch
import Orchestrator
import RunDatabase
import Statistics
import Threads

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
        /// By sign-flip permutation over users, adjusted by Holm for the rows of the board; where the best and the row have several runs
        /// whose values vary, the larger of that and Welch's over runs, adjusted likewise. Nil for the best and where it cannot be tested.
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
        let runs = try database.ranking(
            by: metric, higherIsBetter: isHigherBetter(metric), experiment: experiment, expression: expression)
        guard !runs.isEmpty else {
            throw Failure(.usage, "no finished run has '\(metric)' here", hint: "'pipeline runs' lists what there is")
        }
        let ranked = try Configurations(runs, in: database).ordered(by: metric)
        let groups = try grouping.map { grouping throws(Failure) in try Self.groups(grouping, of: ranked, in: database) }
        var sides: [(side: ComparedSide, group: String?)] = [], seen: Set<String> = []
        for configuration in ranked where sides.count < limit {
            let group = groups.map { $0[configuration[0].id] ?? "?" }
            if let group, !seen.insert(group).inserted { continue }
            sides.append((try ComparedSide(name: "", ids: configuration.map(\.id), in: database), group))
        }
        rows = Self.rows(sides, metrics, resamples, workspace)
    }

    private static func rows(
        _ sides: [(side: ComparedSide, group: String?)], _ metrics: [String], _ resamples: Int, _ workspace: Workspace
    ) -> [Row] {
        let sides = sides.map { (side: named($0.side), group: $0.group) }
        guard let best = sides.first?.side else { return [] }
        let tables = sides.map { PerUserTable($0.side, in: workspace) }
        var rows = sides.enumerated().map { index, found in
            Row(
                side: found.side, group: found.group, model: found.side.runs.first?.parameter("train.model")?.text ?? "",
                values: metrics.map { ComparedMetric.Value($0, found.side) },
                mismatches: index == 0 ? [] : Comparability(best, found.side).mismatches)
        }
        let store = Mutex([Figures](repeating: Figures(), count: rows.count))
        DispatchQueue.concurrentPerform(iterations: rows.count) { [rows] index in
            let found = figures(of: rows[index], best: rows[0], isBest: index == 0, tables[0], tables[index], metrics, resamples)
            store.withLock { $0[index] = found }
        }
        let found = store.withLock { $0 }
        let users = holmAdjusted(found.map { $0.users ?? .nan }), seeds = holmAdjusted(found.map { $0.seeds ?? .nan })
        let top = rows[0].values[0]?.mean
        for index in rows.indices {
            for (place, interval) in found[index].intervals.enumerated() { rows[index].values[place]?.interval = interval }
            rows[index].pValue = [users[index], seeds[index]].filter { !$0.isNaN }.max()
            if index > 0, let mean = rows[index].values[0]?.mean, let top { rows[index].difference = mean - top }
        }
        return rows
    }

    /// By its variant, or by its group where it is several runs.
    private static func named(_ side: ComparedSide) -> ComparedSide {
        var side = side
        side.name = side.runs.count > 1 ? side.runs[0].group : side.runs.first?.variant ?? ""
        return side
    }

    /// The intervals of a row's values, and p-values that the first of them differs from the best row's: over users and over runs.
    private struct Figures: Sendable {
        var intervals: [Interval?] = []
        var users: Double?
        var seeds: Double?
    }

    private static func figures(
        of row: Row, best: Row, isBest: Bool, _ bestUsers: PerUserTable?, _ own: PerUserTable?, _ metrics: [String], _ resamples: Int
    ) -> Figures {
        var figures = Figures(intervals: zip(metrics, row.values).map { $1?.interval(of: $0, own, resamples: resamples) })
        guard !isBest, row.mismatches.isEmpty else { return figures }
        let runs = [best, row].map { $0.side.runs.compactMap { $0.metric(metrics[0]) } }
        if runs.allSatisfy({ $0.count > 1 }) { figures.seeds = welchTTest(runs[0], runs[1]).pValue }
        if let bestUsers, let own, let pair = PerUserTable.paired(bestUsers, own, metrics[0]) {
            figures.users = permutationTest(zip(pair.first, pair.second).map { $0 - $1 }, resamples: resamples - 1).pValue
        }
        return figures
    }

    /// By run: what a configuration is the best of.
    private static func groups(
        _ grouping: Grouping, of ranked: [[RankedRun]], in database: RunDatabase
    ) throws(Failure) -> [String: String] {
        let runs = ranked.map { $0[0] }, ids = runs.map(\.id)
        switch grouping {
        case .experiment: return Dictionary(runs.map { ($0.id, $0.experiment) }) { first, _ in first }
        case .model: return try database.parameter("train.model", of: ids)
        case .dataset: return try datasets(of: ids, in: database)
        }
    }

    /// The folder and name of the first input file, or the format of made data with its size.
    private static func datasets(of ids: [String], in database: RunDatabase) throws(Failure) -> [String: String] {
        var found: [String: String] = [:]
        for name in ["ratings", "interactions", "reviews", "train", "path"] {
            for (id, file) in try database.parameter("ingest.\(name)", of: ids) where !file.isEmpty && found[id] == nil {
                found[id] = file.split(separator: "/").suffix(2).joined(separator: "/")
            }
        }
        let made = ids.filter { found[$0] == nil }, formats = try database.parameter("ingest.format", of: made)
        var sizes: [String: [String]] = [:]
        for name in ["users", "items", "interactions"] {
            for (id, size) in try database.parameter("ingest.\(name)", of: made) { sizes[id, default: []].append(size) }
        }
        for id in made {
            found[id] = ([formats[id] ?? "?"] + (sizes[id].map { [$0.joined(separator: " × ")] } ?? [])).joined(separator: " ")
        }
        return found
    }
}

/// Runs that have all parameters in common but those that the label's axes name, such as `seed` in `ancf@seed=1,split.fold=2`.
private struct Configurations {
    private struct Key: Hashable {
        var experiment: String
        var group: String
        var axes: [String]
        /// All parameters but the axes.
        var parameters: String
    }

    private var groups: [Key: [RankedRun]] = [:]

    init(_ runs: [RankedRun], in database: RunDatabase) throws(Failure) {
        let byAxes = Dictionary(grouping: runs) { Self.axes($0.variant) }
        for (axes, runs) in byAxes {
            let parameters = try database.configurations(of: runs.map(\.id), but: axes)
            for run in runs {
                let key = Key(experiment: run.experiment, group: run.group, axes: axes, parameters: parameters[run.id] ?? "")
                // The same label with the same parameters: made again by other code or on other data; the later one counts.
                if let before = groups[key]?.firstIndex(where: { $0.variant == run.variant }) {
                    if let known = groups[key]?[before], known.started < run.started { groups[key]?[before] = run }
                } else {
                    groups[key, default: []].append(run)
                }
            }
        }
    }

    private static func axes(_ variant: String) -> [String] {
        variant.split(separator: "@", maxSplits: 1).dropFirst().joined().split(separator: ",").compactMap {
            $0.split(separator: "=").first.map(String.init)
        }
    }

    /// By the mean of a metric; of equal ones the later.
    func ordered(by metric: String) -> [[RankedRun]] {
        let sign = isHigherBetter(metric) ? 1.0 : -1.0
        let ranked = groups.values.map { runs in
            (runs: runs.sorted { $0.variant < $1.variant }, value: sign * Moments(runs.map(\.value)).mean)
        }
        return ranked.sorted { ($0.value, $0.runs[0].id) > ($1.value, $1.runs[0].id) }.map(\.runs)
    }
}
