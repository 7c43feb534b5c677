import Diagnostics
import GRDB
import Glibc

/// A database that is older than the records beside it, such as a copy that was put back, is noticed and brought up to date.
extension RunDatabase {
    /// What the records have and the database does not. `isThorough` reads all of them; otherwise only where their last line is not what
    /// the database says of its subject, as in any copy that is older than that line. Not for a database that stands still.
    public func lackingRecords(isThorough: Bool = true) throws(Failure) -> LackingRecords {
        guard let journal else { return LackingRecords() }
        if !isThorough, try agreesWithLastRecord(of: journal) { return LackingRecords() }
        var found = try lacking(in: journal.read())
        // What others record and delete meanwhile is in one place before it is in the other.
        for _ in 0..<2 where !found.entries.isEmpty {
            usleep(50_000)
            found = try lacking(in: journal.read())
        }
        return summary(found.entries, of: found.lines)
    }

    /// Adds what the database lacks, before anything else is recorded; nil where it lacks nothing. What has been deleted in the records
    /// and is in the database stays.
    func takeLackingRecords() throws(Failure) -> Rebuilt? {
        guard let journal, try !agreesWithLastRecord(of: journal), try !lacking(in: journal.read()).entries.isEmpty else { return nil }
        var rebuilt = Rebuilt()
        try queue.attemptWrite(path) { database in
            // Who records holds the lock for writing: from here on both stay as they are.
            let found = try lacking(in: journal.read())
            _ = try insert(found.entries, of: found.lines, &rebuilt)
        }
        let taken = rebuilt.runs + rebuilt.sweeps + rebuilt.trials
        return taken == 0 && rebuilt.problems.isEmpty ? nil : rebuilt
    }

    private func agreesWithLastRecord(of journal: RecordJournal) throws(Failure) -> Bool {
        let last = try journal.lastLine()
        if last.bytes.isEmpty { return true }
        guard let entry = last.entries.first else { return false }
        return try queue.attempt(path) { database in
            let isDue = try Row.fetchOne(
                database, cached: "SELECT 1 FROM unrecorded WHERE kind = ? AND name = ? AND number = ?",
                [entry.kind, entry.name, entry.number])
            guard isDue == nil, let content = try content(entry.kind, entry.name, entry.number, database) else { return true }
            return last.matches(entry, content)
        }
    }

    private func lacking(
        in lines: RecordedLines
    ) throws(Failure) -> (lines: RecordedLines, entries: [RecordedLines.Entry]) {
        let known: Set<Subject> = try queue.attempt(path) { database in
            // What is due was recorded or deleted here, and the records do not say so yet.
            let sql = """
                SELECT 'run', id, 0 FROM runs UNION ALL SELECT 'sweep', name, 0 FROM sweeps
                UNION ALL SELECT 'trial', sweep, number FROM trials UNION ALL SELECT kind, name, number FROM unrecorded
                """
            return try Set(Row.fetchAll(database, sql: sql).map { Subject(kind: $0[0], name: $0[1], number: $0[2]) })
        }
        let entries = lines.entries.filter {
            !$0.isDeleted && !known.contains(Subject(kind: $0.kind, name: $0.name, number: $0.number))
        }
        return (lines, entries)
    }

    private struct Subject: Hashable {
        var kind: String
        var name: String
        var number: Int
    }

    private func summary(_ entries: [RecordedLines.Entry], of lines: RecordedLines) -> LackingRecords {
        var lacking = LackingRecords()
        for entry in entries {
            switch entry.kind {
            case "run":
                lacking.runs.append(entry.name)
                let stages = lines.tables(of: entry)?.first { $0.table == "stages" }
                lacking.actionKeys.formUnion(stages?.texts("action_key") ?? [])
                lacking.logPaths.formUnion(stages?.texts("log_path") ?? [])
            case "sweep": lacking.sweeps.append(entry.name)
            default: lacking.trials += 1
            }
        }
        return lacking
    }
}

extension TableRows {
    /// The texts of a column, but for empty ones.
    fileprivate func texts(_ column: String) -> [String] {
        guard let place = columns.firstIndex(of: column) else { return [] }
        return rows.compactMap { row in
            guard case .text(let text) = row[place], !text.isEmpty else { return nil }
            return text
        }
    }
}
