import Diagnostics
import GRDB

extension RunDatabase {
    /// Records values, all in one transaction: call it once an epoch, not once a value. A value for the same run, name and step
    /// replaces the one before. Throws `internalError` for a run that was not begun.
    public func log(metrics points: [MetricPoint]) throws(Failure) {
        guard !points.isEmpty else { return }
        try queue.attemptWrite(path) { try insert(points, $0) }
    }

    func insert(_ points: [MetricPoint], _ database: Database) throws { try MetricWriting(database).insert(points) }

    /// Records a stage and its artifact; the same node of the same run again replaces it.
    public func recordStage(_ stage: StageRecord) throws(Failure) {
        try recordStages([stage])
    }

    /// Records several stages in one transaction.
    public func recordStages(_ stages: [StageRecord]) throws(Failure) {
        guard !stages.isEmpty else { return }
        try write { database in
            for stage in stages { try insert(stage, database) }
        }
    }

    func insert(_ stage: StageRecord, _ database: Database) throws { try insert([stage], replacing: true, database) }

    /// - replacing: false for stages of a run that has none yet.
    func insert(_ stages: [StageRecord], replacing replaces: Bool, _ database: Database) throws {
        var rows = RowBatch(
            """
            stages (run, stage, node, action_key, status, reason, reason_json, seconds, artifact, log_path, cpu_seconds, peak_memory, \
            bytes_read, bytes_written)
            """, columns: 14, replaces: replaces)
        for stage in stages {
            if let artifact = stage.artifact { try insert(artifact, of: stage, database) }
            rows.append(
                stage.run, stage.stage, stage.node, stage.actionKey, stage.status.rawValue, stage.reason, stage.reasonJSON, stage.seconds,
                stage.artifact?.digest, stage.logPath, stage.usage.cpuSeconds, stage.usage.peakMemory, stage.usage.bytesRead,
                stage.usage.bytesWritten)
        }
        try rows.insert(into: database)
        try insertWarnings(of: stages, replacing: replaces, database)
    }

    private func insert(_ artifact: ArtifactRecord, of stage: StageRecord, _ database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO artifacts (digest, stage, files, bytes, created) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [artifact.digest, stage.stage, artifact.files, artifact.bytes, artifact.created.description])
    }

    /// Sets a tag; a tag with the same key is replaced.
    public func tag(_ run: String, _ key: String, _ value: String) throws(Failure) {
        try write { try setTag(run, key, value, $0) }
    }

    func setTag(_ run: String, _ key: String, _ value: String, _ database: Database) throws {
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO tags (run, key, value) VALUES (?, ?, ?)")
            .execute(arguments: [run, key, value])
    }

    public func record(_ event: EventRecord) throws(Failure) {
        try write { try insert(event, $0) }
    }

    func insert(_ event: EventRecord, _ database: Database) throws {
        try database.cachedStatement(sql: "INSERT INTO events (time, run, kind, message) VALUES (?, ?, ?, ?)")
            .execute(arguments: [event.time.description, event.run, event.kind, event.message])
    }
}
