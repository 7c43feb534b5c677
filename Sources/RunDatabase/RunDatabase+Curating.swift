import Diagnostics
import GRDB

/// Something that a person wrote about a run.
public struct NoteRecord: Hashable, Sendable {
    public var run: String
    public var time: Timestamp
    public var text: String

    public init(run: String, time: Timestamp = .now, text: String) {
        self.run = run
        self.time = time
        self.text = text
    }
}

/// A place of a run in a sweep.
public struct TrialOfRun: Hashable, Sendable {
    public var run: String
    public var sweep: String
    public var number: Int
}

/// What people do with runs once they are there.
extension RunDatabase {
    /// Puts runs into the trash: lists and names leave them out, nothing is lost. All or none.
    /// Throws `busy` where one is at work.
    public func trash(_ runs: [String], at time: Timestamp = .now) throws(Failure) {
        try write { database in
            let alive = try Set(String.fetchAll(database, sql: "SELECT id FROM runs WHERE status = 'running'"))
                .subtracting(deadRuns(database)).intersection(runs).sorted()
            guard alive.isEmpty else {
                throw Failure(
                    .busy, alive.map { .error("run '\($0)' is at work: it cannot go into the trash", hint: "stop it first (Ctrl-C)") })
            }
            for run in runs {
                try database.execute(
                    sql: "UPDATE runs SET trashed = ? WHERE id = ? AND trashed IS NULL", arguments: [time.description, run])
            }
        }
    }

    /// Takes runs out of the trash.
    public func restore(_ runs: [String]) throws(Failure) {
        try write { database in
            for run in runs { try database.execute(sql: "UPDATE runs SET trashed = NULL WHERE id = ?", arguments: [run]) }
        }
    }

    /// The runs in the trash among these (all, where none is named), in the order in which they went there.
    public func trashedRuns(among runs: [String]? = nil) throws(Failure) -> [RunSummary] {
        try queue.attempt(path) { database in
            let trashed = try summaries(database, selecting: "SELECT id FROM runs WHERE trashed IS NOT NULL ORDER BY trashed, id", [])
            guard let runs else { return trashed }
            return trashed.filter { runs.contains($0.id) }
        }
    }

    /// Deletes trashed runs with all that is recorded of them. Runs that are not in the trash stay.
    public func deleteTrashed(_ runs: [String]) throws(Failure) {
        try write { database in
            for run in runs {
                try database.execute(sql: "DELETE FROM runs WHERE id = ? AND trashed IS NOT NULL", arguments: [run])
            }
            try database.execute(sql: "DELETE FROM artifacts WHERE digest NOT IN (SELECT artifact FROM stages WHERE artifact IS NOT NULL)")
        }
    }

    public func note(_ note: NoteRecord) throws(Failure) {
        try write { database in
            try database.execute(
                sql: "INSERT INTO notes (run, time, text) VALUES (?, ?, ?)",
                arguments: [note.run, note.time.description, note.text])
        }
    }

    /// Oldest first.
    public func notes(_ run: String) throws(Failure) -> [NoteRecord] {
        try queue.attempt(path) { database in
            try Row.fetchAll(database, sql: "SELECT run, time, text FROM notes WHERE run = ? ORDER BY id", arguments: [run])
                .map { NoteRecord(run: $0[0], time: try timestamp($0[1]), text: $0[2]) }
        }
    }

    /// Removes a tag; false where there was none.
    public func removeTag(_ run: String, _ key: String) throws(Failure) -> Bool {
        try write { database in
            try database.execute(sql: "DELETE FROM tags WHERE run = ? AND key = ?", arguments: [run, key])
            return database.changesCount > 0
        }
    }

    /// The trials that these runs belong to.
    public func trials(of runs: [String]) throws(Failure) -> [TrialOfRun] {
        try queue.attempt(path) { database in
            try runs.flatMap { run in
                try Row.fetchAll(
                    database, sql: "SELECT run, sweep, number FROM trial_runs WHERE run = ? ORDER BY sweep, number", arguments: [run]
                ).map { TrialOfRun(run: $0[0], sweep: $0[1], number: $0[2]) }
            }
        }
    }
}
