import Diagnostics
import GRDB

extension RunDatabase {
    /// Records a sweep, or that another process goes on with it.
    public func beginSweep(_ sweep: SweepRecord) throws(Failure) {
        try holdLease()
        try write { database in
            try database.cachedStatement(
                sql: """
                    INSERT INTO sweeps (name, experiment, spec_path, settings, objectives, constraints, base, created, updated, host,
                        boot_id, pid, process_start)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET experiment = excluded.experiment, spec_path = excluded.spec_path,
                        settings = excluded.settings, objectives = excluded.objectives, constraints = excluded.constraints,
                        base = excluded.base, updated = excluded.updated, host = excluded.host,
                        boot_id = excluded.boot_id, pid = excluded.pid, process_start = excluded.process_start
                    """
            ).execute(arguments: [
                sweep.name, sweep.experiment, sweep.specPath, sweep.settings, sweep.objectives, sweep.constraints, sweep.base,
                sweep.created.description, sweep.updated.description, sweep.process.host, sweep.process.bootID, sweep.process.pid,
                sweep.process.startTicks,
            ])
        }
    }

    /// Records trials as they are now, in one transaction; those of the same number make way. Of its runs
    /// those count that have been begun.
    public func record(trials: [TrialRecord], of sweep: String) throws(Failure) {
        guard !trials.isEmpty else { return }
        try write { database in
            for trial in trials { try insert(trial, sweep, database) }
        }
    }

    func insert(_ trial: TrialRecord, _ sweep: String, _ database: Database) throws {
        let value = { (index: Int) in trial.values.indices.contains(index) && !trial.values[index].isNaN ? trial.values[index] : nil }
        try database.cachedStatement(
            sql: """
                INSERT INTO trials (sweep, number, status, parameters, value, value_2, value_3, violation, epochs, seconds, started, finished,
                    attempts, duplicate_of, error, base)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (sweep, number) DO UPDATE SET status = excluded.status, parameters = excluded.parameters,
                    value = excluded.value, value_2 = excluded.value_2, value_3 = excluded.value_3, violation = excluded.violation,
                    epochs = excluded.epochs, seconds = excluded.seconds, started = excluded.started, finished = excluded.finished,
                    attempts = excluded.attempts, duplicate_of = excluded.duplicate_of, error = excluded.error,
                    base = excluded.base
                """
        ).execute(arguments: [
            sweep, trial.number, trial.status.rawValue, trial.parameters, value(0), value(1), value(2), trial.violation, trial.epochs,
            trial.seconds, trial.started.description, trial.finished?.description, trial.attempts, trial.duplicateOf, trial.error,
            trial.base,
        ])
        for run in trial.runs {
            try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO trial_runs (sweep, number, run) SELECT ?, ?, id FROM runs WHERE id = ?"
            ).execute(arguments: [sweep, trial.number, run])
        }
    }

    /// Records what trials reached after an epoch; a value for the same epoch replaces the one before.
    public func record(steps: [TrialStep], of sweep: String) throws(Failure) {
        guard !steps.isEmpty else { return }
        try write { try insert(steps, sweep, $0) }
    }

    func insert(_ steps: [TrialStep], _ sweep: String, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO trial_steps (sweep, number, step, value) VALUES (?, ?, ?, ?)")
        for step in steps {
            try statement.execute(arguments: [sweep, step.number, step.step, step.value.isNaN ? nil : step.value])
        }
    }

    /// Forgets a sweep and its trials; their runs stay.
    public func removeSweep(_ name: String) throws(Failure) {
        try write { database in
            for table in ["trial_runs", "trial_steps", "trials"] {
                try database.cachedStatement(sql: "DELETE FROM \(table) WHERE sweep = ?").execute(arguments: [name])
            }
            try database.cachedStatement(sql: "DELETE FROM sweeps WHERE name = ?").execute(arguments: [name])
        }
    }

    /// Forgets trials that no longer belong to the search; their runs stay.
    public func removeTrials(_ numbers: [Int], of sweep: String) throws(Failure) {
        try write { database in
            for number in numbers {
                // By hand, since references may not be checked.
                for table in ["trial_runs", "trial_steps", "trials"] {
                    try database.cachedStatement(sql: "DELETE FROM \(table) WHERE sweep = ? AND number = ?")
                        .execute(arguments: [sweep, number])
                }
            }
        }
    }
}
