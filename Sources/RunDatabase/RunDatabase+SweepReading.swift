import Diagnostics
import GRDB
import Processes

extension RunDatabase {
    /// All sweeps, the one that went on last first.
    public func sweeps() throws(Failure) -> [SweepSummary] {
        try queue.attempt(path) { database in
            var counts: [String: [TrialStatus: Int]] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT sweep, status, count(*) FROM trials GROUP BY sweep, status") {
                let status: TrialStatus = try RunDatabase.status(row[1])
                counts[row[0], default: [:]][status] = row[2]
            }
            return try Row.fetchAll(database, sql: "SELECT \(sweepColumns) FROM sweeps ORDER BY updated DESC, name").map { row in
                let sweep = try sweepRecord(row), own = counts[sweep.name] ?? [:]
                return SweepSummary(sweep: sweep, counts: own, isRunning: (own[.running] ?? 0) > 0 && !isDead(sweep.process))
            }
        }
    }

    /// Nil where there is no sweep of this name.
    public func sweep(_ name: String) throws(Failure) -> SweepRecord? {
        try queue.attempt(path) { database in
            try Row.fetchOne(database, sql: "SELECT \(sweepColumns) FROM sweeps WHERE name = ?", arguments: [name]).map(sweepRecord)
        }
    }

    /// The trials of a sweep by number.
    public func trials(of sweep: String) throws(Failure) -> [TrialRecord] {
        try queue.attempt(path) { database in
            var trials: [TrialRecord] = []
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT number, status, parameters, value, value_2, value_3, violation, epochs, seconds, started, finished, attempts,
                        duplicate_of, error, base FROM trials WHERE sweep = ? ORDER BY number
                    """, arguments: [sweep])
            while let row = try rows.next() { trials.append(try trialRecord(row)) }
            let runs = try Row.fetchCursor(
                database, sql: "SELECT number, run FROM trial_runs WHERE sweep = ? ORDER BY number, run", arguments: [sweep])
            var index = 0
            while let row = try runs.next() {
                let number: Int = row[0]
                while index < trials.count, trials[index].number < number { index += 1 }
                if index < trials.count, trials[index].number == number { trials[index].runs.append(row[1]) }
            }
            return trials
        }
    }

    /// What those stages took when they ran that a sweep's runs found in the store, each as often as it was found.
    public func savedSeconds(of sweep: String) throws(Failure) -> Double {
        try queue.attempt(path) { database in
            try Double.fetchOne(
                database,
                sql: """
                    SELECT total(seconds) FROM stages
                    WHERE status = 'cached' AND run IN (SELECT run FROM trial_runs WHERE sweep = ?)
                    """, arguments: [sweep]) ?? 0
        }
    }

    /// The best first objective among finished trials that violate nothing.
    public func best(of sweep: String, largest: Bool) throws(Failure) -> Double? {
        try queue.attempt(path) { database in
            try Double.fetchOne(
                database,
                sql: """
                    SELECT value FROM trials WHERE sweep = ? AND status = 'finished' AND coalesce(violation, 0) <= 0 AND value IS NOT NULL
                    ORDER BY value \(largest ? "DESC" : "ASC") LIMIT 1
                    """, arguments: [sweep])
        }
    }

    /// What the trials of a sweep reached after each epoch, by number and epoch.
    public func steps(of sweep: String) throws(Failure) -> [TrialStep] {
        try queue.attempt(path) { database in
            var steps: [TrialStep] = []
            let rows = try Row.fetchCursor(
                database, sql: "SELECT number, step, value FROM trial_steps WHERE sweep = ? ORDER BY number, step", arguments: [sweep])
            while let row = try rows.next() { steps.append(TrialStep(number: row[0], step: row[1], value: row[2] ?? .nan)) }
            return steps
        }
    }
}

private let sweepColumns =
    "name, experiment, spec_path, settings, objectives, created, updated, host, boot_id, pid, process_start, constraints, base"

private func sweepRecord(_ row: Row) throws(Failure) -> SweepRecord {
    try SweepRecord(
        name: row[0], experiment: row[1], specPath: row[2], settings: row[3], objectives: row[4], constraints: row[11], base: row[12],
        created: timestamp(row[5]), updated: timestamp(row[6]),
        process: ProcessIdentity(host: row[7], bootID: row[8], pid: row[9], startTicks: row[10]))
}

/// A value that is NULL among those that are there was not a number.
private func trialRecord(_ row: Row) throws(Failure) -> TrialRecord {
    let values: [Double?] = [row[3], row[4], row[5]]
    let count = values.lastIndex { $0 != nil }.map { $0 + 1 } ?? 0
    return try TrialRecord(
        number: row[0], status: RunDatabase.status(row[1]), parameters: row[2],
        values: values.prefix(count).map { $0 ?? .nan }, violation: row[6], epochs: row[7], seconds: row[8], started: timestamp(row[9]),
        finished: (row[10] as String?).map(timestamp), attempts: row[11], duplicateOf: row[12], error: row[13], base: row[14])
}
