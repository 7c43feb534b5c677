import Diagnostics
import GRDB
import Glibc

/// What is recorded here is kept in the journal as well, from which a lost database is made again.
extension RunDatabase {
    /// In one transaction, undone when `body` throws; what it changed is in the journal afterwards.
    func write<Result>(_ body: (Database) throws -> Result) throws(Failure) -> Result {
        let result = try queue.attemptWrite(path, body)
        try keepRecords()
        return result
    }

    /// Adds to the journal what it does not say yet. Nothing inside a group: its end does it.
    func keepRecords() throws(Failure) {
        guard let journal else { return }
        let isDue = try queue.attempt(path) { database in
            try !database.isInsideTransaction && Row.fetchOne(database, cached: "SELECT 1 FROM unrecorded LIMIT 1", []) != nil
        }
        guard isDue else { return }
        // The lock for writing is held meanwhile: what is read stays true until it is written, and others come later.
        try queue.attemptWrite(path) { database in
            let due = try Row.fetchAll(database.cachedStatement(sql: "SELECT kind, name, number FROM unrecorded"))
            var lines: [UInt8] = []
            for row in due {
                guard let content = try self.content(row[0], row[1], row[2], database) else { continue }
                lines += RecordJournal.line(content)
                lines.append(10)
            }
            try journal.append(lines)
            try database.cachedStatement(sql: "DELETE FROM unrecorded").execute()
        }
    }

    /// What the journal should say of something; nil of what is at work.
    func content(_ kind: String, _ name: String, _ number: Int, _ database: Database) throws -> [UInt8]? {
        var encoder = RecordEncoder(kind: kind, name: name, number: number, heads: recordHeads)
        switch kind {
        case "run":
            let status = try String.fetchOne(database, cached: "SELECT status FROM runs WHERE id = ?", [name])
            if status == RunStatus.running.rawValue { return nil }
            guard status != nil else { break }
            encoder.begin()
            for part in try parts(database) { try encoder.add(part.table, database, part.sql, [name]) }
            encoder.end()
            return encoder.bytes
        case "sweep":
            guard try String.fetchOne(database, cached: "SELECT name FROM sweeps WHERE name = ?", [name]) != nil else { break }
            encoder.begin()
            try encoder.add("sweeps", database, "SELECT * FROM sweeps WHERE name = ?", [name])
            encoder.end()
            return encoder.bytes
        default:
            let status = try String.fetchOne(
                database, cached: "SELECT status FROM trials WHERE sweep = ? AND number = ?", [name, number])
            if status == TrialStatus.running.rawValue { return nil }
            guard status != nil else { break }
            encoder.begin()
            for part in Self.partsOfTrials { try encoder.add(part.table, database, part.sql, [name, number]) }
            encoder.end()
            return encoder.bytes
        }
        encoder.deleted()
        return encoder.bytes
    }

    static let partsOfTrials: [(table: String, sql: String)] = ["trials", "trial_steps", "trial_runs"].map { table in
        let order = table == "trials" ? "number" : table == "trial_steps" ? "step" : "run"
        return (table, "SELECT * FROM \(table) WHERE sweep = ? AND number = ? ORDER BY \(order)")
    }

    /// Where the journal differs from the database: what a loss of the database would lose. Both are sound where there is nothing.
    ///
    /// Other processes may record meanwhile, and the two are not read at one moment: what differs is looked at again, and only what differs
    /// every time counts. What the database itself knows to be missing from the journal is on its way there.
    public func recordProblems() throws(Failure) -> [String] {
        guard let journal else { return [] }
        var found = try compare(with: journal)
        for _ in 0..<5 where found.damaged > 0 || !found.missing.isEmpty {
            usleep(100_000)
            let again = try compare(with: journal)
            found = (min(found.damaged, again.damaged), found.missing.filter(again.missing.contains))
        }
        let first = found.missing.prefix(5).joined(separator: ", ") + (found.missing.count > 5 ? ", …" : "")
        return (found.damaged > 0 ? ["\(found.damaged) damaged"] : [])
            + (found.missing.isEmpty ? [] : ["\(found.missing.count) not as the database has them (\(first))"])
    }

    private func compare(with journal: RecordJournal) throws(Failure) -> (damaged: Int, missing: [String]) {
        let lines = try journal.read()
        let known = Dictionary(lines.entries.map { ("\($0.kind) \($0.number) \($0.name)", $0) }) { first, _ in first }
        let missing: [String] = try queue.attempt(path) { database in
            let recorded = "SELECT * FROM (\(subjects)) EXCEPT SELECT kind, name, number FROM unrecorded"
            return try Row.fetchAll(database, sql: recorded).compactMap { row in
                let kind: String = row[0], name: String = row[1], number: Int = row[2]
                guard let content = try self.content(kind, name, number, database) else { return nil }
                if let entry = known["\(kind) \(number) \(name)"], lines.matches(entry, content) { return nil }
                return kind == "trial" ? "trial \(number) of sweep '\(name)'" : "\(kind) \(name)"
            }
        }
        return (lines.damaged, missing)
    }

    /// Makes the journal say what the database says.
    public func recordAgain() throws(Failure) {
        guard let journal else { return }
        try queue.attemptWrite(path) { database in
            // Without its damaged lines.
            try journal.compact(to: journal.read())
            try database.execute(sql: "INSERT OR IGNORE INTO unrecorded \(subjects)")
        }
        try keepRecords()
    }

    /// Drops lines that no longer count, where they are most of the file.
    public func tidyRecords() throws(Failure) {
        guard let journal else { return }
        try queue.attemptWrite(path) { _ in
            let lines = try journal.read()
            if lines.superseded > 1 << 20, lines.superseded > lines.bytes.count / 2 { try journal.compact(to: lines) }
        }
    }
}

private let subjects = """
    SELECT 'run', id, 0 FROM runs WHERE status <> 'running' UNION ALL SELECT 'sweep', name, 0 FROM sweeps
    UNION ALL SELECT 'trial', sweep, number FROM trials WHERE status <> 'running'
    """
