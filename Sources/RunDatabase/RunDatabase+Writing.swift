import Diagnostics
import GRDB
import Parameters

extension RunDatabase {
    /// Records that a run began. The same id again is a new attempt at the same configuration: stages and metrics of the attempt
    /// before make way, its fate is kept as an event.
    public func beginRun(_ run: RunRecord) throws(Failure) {
        try queue.attemptWrite(path) { database in
            if let before = try Row.fetchOne(database, cached: "SELECT status, started FROM runs WHERE id = ?", [run.id]) {
                try makeWay(for: run, after: before, database)
            } else {
                try insert(run, database)
            }
            try insertParameters(of: run, database)
            for tag in run.tags { try setTag(run.id, tag.key, tag.value, database) }
        }
    }

    private func insert(_ run: RunRecord, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO runs (id, experiment, variant, group_name, status, started, seed, spec_path, spec,
                    configuration_digest, version, blas_kernel, host, boot_id, pid, process_start)
                VALUES (?, ?, ?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            run.id, run.experiment, run.variant, run.group, run.started.description, run.seed, run.specPath, run.spec,
            run.configurationDigest, run.version, run.blasKernel, run.process.host, run.process.bootID, run.process.pid,
            run.process.startTicks,
        ])
    }

    private func makeWay(for run: RunRecord, after before: Row, _ database: Database) throws {
        for table in ["stages", "metrics", "parameters"] {
            try database.cachedStatement(sql: "DELETE FROM \(table) WHERE run = ?").execute(arguments: [run.id])
        }
        let statement = try database.cachedStatement(
            sql: """
                UPDATE runs SET experiment = ?, variant = ?, group_name = ?, status = 'running', started = ?, finished = NULL,
                    seconds = NULL, attempts = attempts + 1, seed = ?, spec_path = ?, spec = ?, configuration_digest = ?,
                    version = ?, blas_kernel = ?, host = ?, boot_id = ?, pid = ?, process_start = ?, error = NULL
                WHERE id = ?
                """)
        try statement.execute(arguments: [
            run.experiment, run.variant, run.group, run.started.description, run.seed, run.specPath, run.spec,
            run.configurationDigest, run.version, run.blasKernel, run.process.host, run.process.bootID, run.process.pid,
            run.process.startTicks, run.id,
        ])
        let status: String = before["status"], started: String = before["started"]
        let event = EventRecord(
            time: run.started, run: run.id, kind: "attempt", message: "began again; the attempt of \(started) was \(status)")
        try insert(event, database)
    }

    private func insertParameters(of run: RunRecord, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO parameters (run, name, value, number, type) VALUES (?, ?, ?, ?, ?)")
        for (name, value) in run.parameters.flattened() where !name.isEmpty {
            statement.setUncheckedArguments([run.id, name, value.description, value.number, value.typeName])
            try statement.execute()
        }
    }

    /// Records values, all in one transaction: call it once an epoch, not once a value. A value for the same run, name and step
    /// replaces the one before. Throws `internalError` for a run that was not begun.
    public func log(metrics points: [MetricPoint]) throws(Failure) {
        guard !points.isEmpty else { return }
        try queue.attemptWrite(path) { database in
            let statement = try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO metrics (run, name, step, value, time) VALUES (?, ?, ?, ?, ?)")
            var time = points[0].time
            var text = time.description
            for point in points {
                if point.time != time { (time, text) = (point.time, point.time.description) }
                statement.setUncheckedArguments([point.run, point.name, point.step, point.value.isNaN ? nil : point.value, text])
                try statement.execute()
            }
        }
    }

    /// Records a stage and its artifact; the same node of the same run again replaces it.
    public func recordStage(_ stage: StageRecord) throws(Failure) {
        try recordStages([stage])
    }

    /// Records several stages in one transaction.
    public func recordStages(_ stages: [StageRecord]) throws(Failure) {
        guard !stages.isEmpty else { return }
        try queue.attemptWrite(path) { database in
            for stage in stages { try insert(stage, database) }
        }
    }

    private func insert(_ stage: StageRecord, _ database: Database) throws {
        if let artifact = stage.artifact {
            try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO artifacts (digest, stage, files, bytes, created) VALUES (?, ?, ?, ?, ?)"
            ).execute(arguments: [artifact.digest, stage.stage, artifact.files, artifact.bytes, artifact.created.description])
        }
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO stages
                    (run, stage, node, action_key, status, reason, reason_json, seconds, artifact, log_path)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            stage.run, stage.stage, stage.node, stage.actionKey, stage.status.rawValue, stage.reason, stage.reasonJSON,
            stage.seconds, stage.artifact?.digest, stage.logPath,
        ])
    }

    /// Records how a run ended; its seconds count from the beginning of this attempt.
    public func finishRun(_ id: String, status: RunStatus, error: String? = nil, at time: Timestamp = .now) throws(Failure) {
        try queue.attemptWrite(path) { database in
            let text: String? = try String.fetchOne(database, cached: "SELECT started FROM runs WHERE id = ?", [id])
            guard let started = text.flatMap(Timestamp.init) else { throw Failure(.internalError, "run '\(id)' was not begun") }
            try database.cachedStatement(sql: "UPDATE runs SET status = ?, error = ?, finished = ?, seconds = ? WHERE id = ?")
                .execute(arguments: [status.rawValue, error, time.description, time.seconds(since: started), id])
        }
    }

    /// Sets a tag; a tag with the same key is replaced.
    public func tag(_ run: String, _ key: String, _ value: String) throws(Failure) {
        try queue.attemptWrite(path) { try setTag(run, key, value, $0) }
    }

    private func setTag(_ run: String, _ key: String, _ value: String, _ database: Database) throws {
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO tags (run, key, value) VALUES (?, ?, ?)")
            .execute(arguments: [run, key, value])
    }

    public func record(_ event: EventRecord) throws(Failure) {
        try queue.attemptWrite(path) { try insert(event, $0) }
    }

    private func insert(_ event: EventRecord, _ database: Database) throws {
        try database.cachedStatement(sql: "INSERT INTO events (time, run, kind, message) VALUES (?, ?, ?, ?)")
            .execute(arguments: [event.time.description, event.run, event.kind, event.message])
    }

    /// Marks runs that say `running` while their process is gone.
    func recordInterruptedRuns() throws(Failure) {
        let dead = try queue.attempt(path) { database in try deadRuns(database) }
        guard !dead.isEmpty else { return }
        try queue.attemptWrite(path) { database in
            for id in try deadRuns(database) {
                try database.execute(sql: "UPDATE runs SET status = 'interrupted' WHERE id = ?", arguments: [id])
                try insert(EventRecord(run: id, kind: "interrupted", message: "the process ended without saying how"), database)
            }
        }
    }

    private func deadRuns(_ database: Database) throws -> [String] {
        try Row.fetchAll(
            database, sql: "SELECT id, host, boot_id, pid, process_start FROM runs WHERE status = 'running'"
        ).filter { ProcessIdentity(host: $0[1], bootID: $0[2], pid: $0[3], startTicks: $0[4]).isDead }.map { $0[0] }
    }
}

extension Row {
    static func fetchOne(_ database: Database, cached sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }
}

extension String {
    static func fetchOne(_ database: Database, cached sql: String, _ arguments: StatementArguments) throws -> String? {
        try String.fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }
}

extension ParameterValue {
    /// What the `number` column holds.
    var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value.isNaN ? nil : value
        default: nil
        }
    }

    var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .double: "double"
        case .string: "string"
        case .list: "list"
        case .record: "record"
        }
    }
}
