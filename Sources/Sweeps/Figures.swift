import Diagnostics
import RunDatabase
import Search

/// What a run has measured: results, and values after each epoch.
protocol Figures {
    func final(_ metric: String) throws(Failure) -> Double?
    /// By rising epoch; empty where there are none.
    func series(_ metric: String) throws(Failure) -> [Trial.Report]
    func names() throws(Failure) -> Set<String>
}

/// As the database has it.
struct RecordedFigures: Figures {
    let run: String
    let database: RunDatabase

    func final(_ metric: String) throws(Failure) -> Double? { try database.finalMetric(metric, of: run) }

    func series(_ metric: String) throws(Failure) -> [Trial.Report] {
        try database.history(run, metrics: [metric]).first?.points.map { Trial.Report(epoch: $0.step, value: $0.value) } ?? []
    }

    func names() throws(Failure) -> Set<String> {
        Set(try database.run(id: run).summary.metrics.map(\.name)).union(try database.history(run).map(\.name))
    }
}

/// Of a run that this process has just recorded.
struct KnownFigures: Figures {
    private var finals: [String: Double] = [:]
    private var epochs: [String: [Trial.Report]] = [:]

    init(_ points: [MetricPoint]) {
        for point in points {
            if let step = point.step {
                epochs[point.name, default: []].append(Trial.Report(epoch: step, value: point.value))
            } else {
                finals[point.name] = point.value
            }
        }
        for name in epochs.keys { epochs[name]?.sort { $0.epoch < $1.epoch } }
    }

    func final(_ metric: String) -> Double? { finals[metric] }
    func series(_ metric: String) -> [Trial.Report] { epochs[metric] ?? [] }
    func names() -> Set<String> { Set(finals.keys).union(epochs.keys) }
}
