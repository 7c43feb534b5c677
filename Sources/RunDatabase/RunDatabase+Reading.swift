import Diagnostics
import GRDB
import Parameters
import Processes

extension RunDatabase {
    /// The runs that a filter selects, with `parts` of what is known of each: of hundreds of runs parameters take longer than all the rest.
    public func runs(_ filter: RunFilter = RunFilter(), with parts: RunParts = .all) throws(Failure) -> [RunSummary] {
        try queue.attempt(path) { database in
            let dead = filter.status == nil && filter.expression == nil ? [] : try deadRuns(database)
            if let best = try filter.best(dead: dead, in: database) { return try summaries(database, of: best, with: parts) }
            let (sql, arguments) = try filter.statement(dead: dead, in: database)
            return try summaries(database, of: String.fetchAll(database, sql: sql, arguments: arguments), with: parts)
        }
    }

    /// How many runs a filter selects, whatever its limit.
    public func count(_ filter: RunFilter) throws(Failure) -> Int {
        try queue.attempt(path) { database in
            var all = filter
            all.limit = nil
            if case .keys = filter.order { all.order = .newestFirst }
            let dead = filter.status == nil && filter.expression == nil ? [] : try deadRuns(database)
            let (sql, arguments) = try all.statement(dead: dead, in: database)
            return try Int.fetchOne(database, sql: "SELECT count(*) FROM (\(sql))", arguments: arguments) ?? 0
        }
    }

    /// One run by its full id; `resolve` makes one from what a person typed.
    public func run(id: String) throws(Failure) -> RunDetails {
        let found: RunDetails? = try queue.attempt(path) { database in
            let columns =
                "spec_path, spec, configuration_digest, version, blas_kernel, host, boot_id, pid, process_start, attempts, "
                + "spec_source, git_commit, git_dirty, cpu, threads, user, command, directory"
            guard let row = try Row.fetchOne(database, sql: "SELECT \(columns) FROM runs WHERE id = ?", arguments: [id]),
                let summary = try summaries(database, selecting: "SELECT id FROM runs WHERE id = ?", [id]).first
            else { return nil }
            return RunDetails(
                summary: summary, specPath: row[0], spec: row[1], configurationDigest: row[2], version: row[3],
                directory: row[17], blasKernel: row[4],
                process: ProcessIdentity(host: row[5], bootID: row[6], pid: row[7], startTicks: row[8]), attempts: row[9],
                provenance: Provenance(
                    specSource: row[10], gitCommit: row[11], isGitDirty: row[12], cpu: row[13], threads: row[14], user: row[15],
                    command: row[16]))
        }
        guard let found else { throw Failure(.usage, "there is no run '\(id)'") }
        return found
    }

    /// The stages of a run in the order in which they were recorded, with their artifacts and warnings.
    public func stages(_ run: String) throws(Failure) -> [StageRecord] {
        try queue.attempt(path) { database in
            let warnings = try warnings(of: run, database)
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT run, stages.stage, node, action_key, status, reason, reason_json, seconds, artifact, files, bytes, created,
                        log_path, cpu_seconds, peak_memory, bytes_read, bytes_written
                    FROM stages LEFT JOIN artifacts ON digest = artifact WHERE run = ? ORDER BY id
                    """, arguments: [run]
            ).map { row in
                let digest: String? = row[8]
                let artifact = try digest.map {
                    ArtifactRecord(digest: $0, files: row[9] ?? 0, bytes: row[10] ?? 0, created: try timestamp(row[11]))
                }
                let node: String = row[2]
                return try StageRecord(
                    run: row[0], stage: row[1], node: node, actionKey: row[3], status: RunDatabase.status(row[4]),
                    reason: row[5], reasonJSON: row[6], seconds: row[7], artifact: artifact, logPath: row[12],
                    usage: StageUsage(cpuSeconds: row[13], peakMemory: row[14], bytesRead: row[15], bytesWritten: row[16]),
                    warnings: warnings[node] ?? [])
            }
        }
    }

    /// A result of a run; nil where it has none of this name.
    public func finalMetric(_ name: String, of run: String) throws(Failure) -> Double? {
        try queue.attempt(path) { database in
            try Row.fetchOne(database, cached: "SELECT value FROM final_metrics WHERE run = ? AND name = ?", [run, name])
                .map { $0[0] ?? .nan }
        }
    }

    /// The values by step of the named metrics (all that have steps, where none is named), sorted by name.
    public func history(_ run: String, metrics names: [String] = []) throws(Failure) -> [MetricSeries] {
        try queue.attempt(path) { database in
            let wanted = names.isEmpty ? "" : " AND name IN (\(names.map { _ in "?" }.joined(separator: ", ")))"
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT name, step, value, began + elapsed FROM metric_series JOIN metric_points ON series = id
                    WHERE run = ?\(wanted) ORDER BY name, step
                    """,
                arguments: StatementArguments([run] + names))
            var series: [MetricSeries] = []
            while let row = try rows.next() {
                let name: String = row[0]
                if series.last?.name != name { series.append(MetricSeries(name: name, points: [])) }
                series[series.count - 1].points.append(.init(step: row[1], value: row[2] ?? .nan, time: Timestamp(milliseconds: row[3])))
            }
            return series
        }
    }

    /// What happened to a run, or to all runs, oldest first.
    public func events(_ run: String? = nil, limit: Int = 1000) throws(Failure) -> [EventRecord] {
        try queue.attempt(path) { database in
            let condition = run == nil ? "" : "WHERE run = ?"
            let rows = try Row.fetchAll(
                database, sql: "SELECT time, run, kind, message FROM events \(condition) ORDER BY id DESC LIMIT ?",
                arguments: StatementArguments(run.map { [$0] } ?? []) + [limit])
            return try rows.reversed().map { EventRecord(time: try timestamp($0[0]), run: $0[1], kind: $0[2], message: $0[3]) }
        }
    }

    /// The chosen runs in the order of the selection.
    func summaries(_ database: Database, selecting selection: String, _ arguments: StatementArguments) throws -> [RunSummary] {
        try summaries(database, of: String.fetchAll(database, sql: selection, arguments: arguments))
    }

    func summaries(_ database: Database, of ids: [String], with parts: RunParts = .all) throws -> [RunSummary] {
        var runs = try summaryRows(database, ids)
        let ids = runs.map(\.id)
        if parts.contains(.tags) { try readTags(database, ids, &runs) }
        if parts.contains(.parameters) { try readParameters(database, ids, &runs) }
        if parts.contains(.metrics) { try readMetrics(database, ids, &runs) }
        return runs
    }

    private func readTags(_ database: Database, _ ids: [String], _ runs: inout [RunSummary]) throws {
        try forEachRow(database, ids, columns: "key, value", of: "tags", order: "key") { index, row in
            runs[index].tagList.append(RecordedTag(name: row[0], value: row[1]))
        }
    }

    private func readParameters(_ database: Database, _ ids: [String], _ runs: inout [RunSummary]) throws {
        try forEachRow(database, ids, columns: "name, value, number, type", of: "parameters", order: "name") { index, row in
            runs[index].parameters.append(RecordedParameter(name: row[0], text: row[1], number: row[2], type: row[3]))
        }
    }

    private func readMetrics(_ database: Database, _ ids: [String], _ runs: inout [RunSummary]) throws {
        try forEachRow(database, ids, columns: "name, value", of: "final_metrics", order: "name") { index, row in
            runs[index].metrics.append(RecordedMetric(name: row[0], value: row[1] ?? .nan))
        }
    }

    private func summaryRows(_ database: Database, _ ids: [String]) throws -> [RunSummary] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT id, experiment, variant, group_name, status, started, finished, seconds, seed, error,
                    host, boot_id, pid, process_start, trashed,
                    (SELECT count(*) FROM warnings WHERE warnings.run = runs.id)
                FROM runs WHERE id = ?
                """)
        return try ids.compactMap { id in
            guard let row = try Row.fetchOne(statement, arguments: [id]) else { return nil }
            var status: RunStatus = try RunDatabase.status(row[4])
            let process = ProcessIdentity(host: row[10], bootID: row[11], pid: row[12], startTicks: row[13])
            if status == .running, isDead(process) { status = .interrupted }
            return try RunSummary(
                id: row[0], experiment: row[1], variant: row[2], group: row[3], status: status, started: timestamp(row[5]),
                finished: (row[6] as String?).map(timestamp), seconds: row[7], seed: row[8], error: row[9], warnings: row[15],
                trashed: (row[14] as String?).map(timestamp), parameters: [], metrics: [], tagList: [])
        }
    }
}

/// Calls `body` with the rows that belong to each of the runs.
private func forEachRow(
    _ database: Database, _ ids: [String], columns: String, of table: String, order: String, _ body: (Int, Row) throws -> Void
) throws {
    let statement = try database.cachedStatement(sql: "SELECT \(columns) FROM \(table) WHERE run = ? ORDER BY \(order)")
    for (index, id) in ids.enumerated() {
        let rows = try Row.fetchCursor(statement, arguments: [id])
        while let row = try rows.next() { try body(index, row) }
    }
}

extension RunDatabase {
    /// A status as this program writes it. Throws `invalidInput` for another one.
    static func status<Status: RawRepresentable & CaseIterable>(_ text: String) throws(Failure) -> Status
    where Status.RawValue == String {
        guard let status = Status(rawValue: text) else {
            let known = Status.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw Failure(.invalidInput, "the run database has an unknown status '\(text.prefix(40))'", hint: "expected one of \(known)")
        }
        return status
    }
}

/// A time as `Timestamp` writes it. Throws `invalidInput` for another one.
func timestamp(_ text: String) throws(Failure) -> Timestamp {
    guard let time = Timestamp(text) else {
        throw Failure(
            .invalidInput, "the run database has an invalid time '\(text.prefix(40))'",
            hint: "times are written like \(Timestamp(milliseconds: 0))")
    }
    return time
}
