import Diagnostics
import GRDB

/// A run that is over when it is recorded: nothing of it had to run, so all is known at once.
public struct FinishedRun: Sendable {
    public var run: RunRecord
    public var stages: [StageRecord]
    public var metrics: [MetricPoint]
    /// What the work of its stages took when they ran.
    public var seconds: Double
    public var finished: Timestamp

    public init(run: RunRecord, stages: [StageRecord], metrics: [MetricPoint], seconds: Double, finished: Timestamp = .now) {
        self.run = run
        self.stages = stages
        self.metrics = metrics
        self.seconds = seconds
        self.finished = finished
    }
}

extension RunDatabase {
    /// What `beginRun`, `recordStages`, `log` and `finishRun` one after the other would record, in a fraction of their time; a run that is
    /// on record as finished, and not in the trash, stays as it is but for its tags.
    public func record(finished runs: [FinishedRun]) throws(Failure) {
        guard !runs.isEmpty else { return }
        try write { database in
            for finished in runs { try insert(finished, database) }
        }
    }

    /// Runs, and the trials and steps of a sweep to which they belong, in one transaction.
    public func record(
        finished runs: [FinishedRun], trials: [TrialRecord], steps: [TrialStep], of sweep: String
    ) throws(Failure) {
        try write { database in
            for finished in runs { try insert(finished, database) }
            for trial in trials { try insert(trial, sweep, database) }
            try insert(steps, sweep, database)
        }
    }

    private func insert(_ finished: FinishedRun, _ database: Database) throws {
        let run = finished.run
        var isNew = false
        if let before = try Row.fetchOne(database, cached: "SELECT status, started, trashed FROM runs WHERE id = ?", [run.id]) {
            guard before["status"] as String != RunStatus.finished.rawValue || before["trashed"] as String? != nil else {
                for tag in run.tags { try setTag(run.id, tag.key, tag.value, database) }
                return
            }
            try makeWay(for: run, after: before, database)
            try insertParameters(of: run, database)
            try end(run.id, .finished, finished.seconds, at: finished.finished, database)
        } else {
            isNew = true
            let (own, set) = shared.withLock { $0.divide(ParameterEntry.rows(of: run.parameters), of: run) }
            if let set { try insert(set: set.digest, set.rows, database) }
            try insert(
                run, .finished, seconds: finished.seconds, finished: finished.finished, parameterSet: set?.digest, database)
            try insert(own, of: run.id, replacing: false, database)
        }
        var tags = RowBatch("tags (run, key, value)", columns: 3, replaces: !isNew)
        for tag in run.tags { tags.append(run.id, tag.key, tag.value) }
        try tags.insert(into: database)
        try insert(finished.stages, replacing: !isNew, database)
        try insert(finished.metrics.filter { $0.step != nil }, database)
        try insert(final: finished.metrics, replacing: !isNew, database)
    }

    private func insert(final points: [MetricPoint], replacing replaces: Bool, _ database: Database) throws {
        var rows = RowBatch("final_metrics (run, name, value, time)", columns: 4, replaces: replaces), times = TimestampText()
        // Of a name that occurs twice the last value counts.
        var last: [String: Int] = [:]
        for (index, point) in points.enumerated() where point.step == nil { last[point.name] = index }
        for (index, point) in points.enumerated() where point.step == nil && last[point.name] == index {
            rows.append(point.run, point.name, point.value.isNaN ? nil : point.value, times.text(of: point.time))
        }
        try rows.insert(into: database)
    }
}

/// The text of a time, kept while the time stays the same: many points come at once.
struct TimestampText {
    private var last: (time: Timestamp, text: String)?

    mutating func text(of time: Timestamp) -> String {
        if let last, last.time == time { return last.text }
        let text = time.description
        last = (time, text)
        return text
    }
}
