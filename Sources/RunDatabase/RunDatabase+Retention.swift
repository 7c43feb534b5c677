import Diagnostics
import GRDB

/// What decides whether a run's results are worth their room.
public struct RetainedRun: Hashable, Sendable {
    public var id: String
    public var experiment: String
    public var variant: String
    /// When its latest attempt ended; while it runs when it began.
    public var lastUsed: Timestamp
    /// Why its results stay whatever the policy says: it runs, somebody tagged it, or it is a sweep's best trial. Nil where none holds.
    public var pin: Pin?
    /// Keys of the actions that it went through.
    public var actionKeys: [String]

    public enum Pin: String, Hashable, Sendable, CaseIterable {
        case running
        case tagged
        case best
    }

    public init(id: String, experiment: String, variant: String, lastUsed: Timestamp, pin: Pin? = nil, actionKeys: [String]) {
        self.id = id
        self.experiment = experiment
        self.variant = variant
        self.lastUsed = lastUsed
        self.pin = pin
        self.actionKeys = actionKeys
    }
}

extension RunDatabase {
    /// The logs that runs on record name, those in the trash too.
    public func logPaths() throws(Failure) -> Set<String> {
        try queue.attempt(path) { database in
            try Set(String.fetchAll(database, sql: "SELECT DISTINCT log_path FROM stages WHERE log_path IS NOT NULL"))
        }
    }

    /// All runs on record, the least recently used first.
    public func retainedRuns() throws(Failure) -> [RetainedRun] {
        try queue.attempt(path) { database in
            let keys = Dictionary(
                grouping: try Row.fetchAll(database, sql: "SELECT run, action_key FROM stages WHERE action_key <> ''"),
                by: { $0["run"] as String })
            let best = try Set(String.fetchAll(database, sql: bestTrialRuns))
            // Tags that sweeps set themselves tell nothing of what a person wants.
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT id, experiment, variant, status, coalesce(finished, started) AS used,
                        EXISTS (SELECT 1 FROM tags WHERE tags.run = runs.id AND key NOT IN ('sweep', 'trial')) AS is_tagged
                    FROM runs ORDER BY used, id
                    """)
            return try rows.map { row in
                let id: String = row["id"], used: String = row["used"], isTagged: Bool = row["is_tagged"]
                let isRunning = row["status"] as String == RunStatus.running.rawValue
                return RetainedRun(
                    id: id, experiment: row["experiment"], variant: row["variant"],
                    lastUsed: try timestamp(used),
                    pin: isRunning ? .running : isTagged ? .tagged : best.contains(id) ? .best : nil,
                    actionKeys: (keys[id] ?? []).map { $0["action_key"] })
            }
        }
    }
}

/// Runs of the trials that are best by one of their sweep's objectives.
private let bestTrialRuns = """
    SELECT run FROM trial_runs JOIN (
        \([("value", 0), ("value_2", 1), ("value_3", 2)].map { column, position in
            """
            SELECT sweep, number, row_number() OVER (
                PARTITION BY sweep
                ORDER BY CASE json_extract(objectives, '$[\(position)].direction') WHEN 'maximize' THEN -\(column) ELSE \(column) END, number
            ) AS place
            FROM trials JOIN sweeps ON sweeps.name = trials.sweep
            WHERE trials.status = 'finished' AND coalesce(violation, 0) <= 0 AND \(column) IS NOT NULL
            """
        }.joined(separator: " UNION ALL "))
    ) USING (sweep, number) WHERE place = 1
    """
