import Diagnostics
import GRDB
import Parameters

extension RunDatabase {
    /// Records that a run began. The same id again is a new attempt at the same configuration: stages and metrics of the attempt
    /// before make way, its fate is kept as an event.
    public func beginRun(_ run: RunRecord) throws(Failure) {
        try holdLease()
        try write { database in
            if let before = try Row.fetchOne(database, cached: "SELECT status, started FROM runs WHERE id = ?", [run.id]) {
                try makeWay(for: run, after: before, database)
            } else {
                try insert(run, .running, database)
            }
            try insertParameters(of: run, database)
            for tag in run.tags { try setTag(run.id, tag.key, tag.value, database) }
        }
    }

    /// - parameterSet: the set that has those of its parameters that are not its own.
    func insert(
        _ run: RunRecord, _ status: RunStatus, seconds: Double? = nil, finished: Timestamp? = nil, parameterSet: String? = nil,
        _ database: Database
    ) throws {
        var row = RowBatch(
            """
            runs (id, experiment, variant, group_name, status, started, finished, seconds, seed, spec_path, spec, configuration_digest, \
            version, blas_kernel, host, boot_id, pid, process_start, spec_source, git_commit, git_dirty, cpu, threads, user, command, \
            directory, parameter_set)
            """, columns: 27, replaces: false)
        row.append(
            run.id, run.experiment, run.variant, run.group, status.rawValue, run.started.description, finished?.description, seconds,
            run.seed, run.specPath, run.spec, run.configurationDigest, run.version, run.blasKernel, run.process.host, run.process.bootID,
            run.process.pid, run.process.startTicks, run.provenance.specSource, run.provenance.gitCommit, run.provenance.isGitDirty,
            run.provenance.cpu, run.provenance.threads, run.provenance.user, run.provenance.command, run.directory, parameterSet)
        try row.insert(into: database)
    }

    func makeWay(for run: RunRecord, after before: Row, _ database: Database) throws {
        // A run that was stopped early goes on: what its epochs measured stays.
        let isGoingOn = before["status"] as String == RunStatus.pruned.rawValue
        let tables = ["stages", "warnings", "own_parameters"] + (isGoingOn ? [] : ["final_metrics", "metric_series"])
        for table in tables {
            try database.cachedStatement(sql: "DELETE FROM \(table) WHERE run = ?").execute(arguments: [run.id])
        }
        let statement = try database.cachedStatement(
            sql: """
                UPDATE runs SET experiment = ?, variant = ?, group_name = ?, status = 'running', started = ?, finished = NULL,
                    seconds = NULL, attempts = attempts + 1, seed = ?, spec_path = ?, spec = ?, configuration_digest = ?,
                    version = ?, blas_kernel = ?, host = ?, boot_id = ?, pid = ?, process_start = ?, error = NULL,
                    spec_source = ?, git_commit = ?, git_dirty = ?, cpu = ?, threads = ?, user = ?, command = ?, trashed = NULL,
                    directory = ?, parameter_set = NULL
                WHERE id = ?
                """)
        try statement.execute(arguments: [
            run.experiment, run.variant, run.group, run.started.description, run.seed, run.specPath, run.spec,
            run.configurationDigest, run.version, run.blasKernel, run.process.host, run.process.bootID, run.process.pid,
            run.process.startTicks, run.provenance.specSource, run.provenance.gitCommit, run.provenance.isGitDirty, run.provenance.cpu,
            run.provenance.threads, run.provenance.user, run.provenance.command, run.directory, run.id,
        ])
        let status: String = before["status"], started: String = before["started"]
        let event = EventRecord(
            time: run.started, run: run.id, kind: "attempt", message: "began again; the attempt of \(started) was \(status)")
        try insert(event, database)
    }

    func insertParameters(of run: RunRecord, _ database: Database) throws {
        try insert(ParameterEntry.rows(of: run.parameters), of: run.id, replacing: true, database)
    }

    /// Parameters of one run alone.
    func insert(_ parameters: [ParameterEntry], of run: String, replacing replaces: Bool, _ database: Database) throws {
        var rows = RowBatch("own_parameters (run, name, value, number, type)", columns: 5, replaces: replaces)
        for row in parameters { rows.append(run, row.name, row.value, row.number, row.type) }
        try rows.insert(into: database)
    }

    /// Parameters that runs have in common, unless they are there.
    func insert(set digest: String, _ parameters: [ParameterEntry], _ database: Database) throws {
        guard try Row.fetchOne(database, cached: "SELECT 1 FROM parameter_sets WHERE digest = ? LIMIT 1", [digest]) == nil else { return }
        var rows = RowBatch("parameter_sets (digest, name, value, number, type)", columns: 5, replaces: true)
        for row in parameters { rows.append(digest, row.name, row.value, row.number, row.type) }
        try rows.insert(into: database)
    }

    /// Records how a run ended, with its last metrics, in one transaction. `seconds` is the time that its work took; nil counts from
    /// the beginning of this attempt.
    public func finishRun(
        _ id: String, status: RunStatus, error: String? = nil, metrics: [MetricPoint] = [], seconds: Double? = nil,
        at time: Timestamp = .now
    ) throws(Failure) {
        try write { database in
            try insert(metrics, database)
            let text: String? = try String.fetchOne(database, cached: "SELECT started FROM runs WHERE id = ?", [id])
            guard let started = text.flatMap(Timestamp.init) else { throw Failure(.internalError, "run '\(id)' was not begun") }
            // The clock may have been set back since.
            try end(id, status, max(0, seconds ?? time.seconds(since: started)), error: error, at: time, database)
        }
    }

    func end(
        _ id: String, _ status: RunStatus, _ seconds: Double, error: String? = nil, at time: Timestamp, _ database: Database
    ) throws {
        try database.cachedStatement(sql: "UPDATE runs SET status = ?, error = ?, finished = ?, seconds = ? WHERE id = ?")
            .execute(arguments: [status.rawValue, error, time.description, seconds, id])
    }
}
