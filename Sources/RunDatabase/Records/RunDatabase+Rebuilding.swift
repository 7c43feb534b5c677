import Diagnostics
import Files
import GRDB

extension RunDatabase {
    /// What a database was made of again.
    public struct Rebuilt: Hashable, Sendable {
        public var runs = 0
        public var sweeps = 0
        public var trials = 0
        /// What is recorded and could not be put in, and why.
        public var problems: [String] = []

        public init() {}
    }

    /// Makes a new database of what a journal says; where there is one already, nothing happens and the answer is nil.
    public static func rebuild(at path: String, from records: String) throws(Failure) -> Rebuilt? {
        let lines = try RecordJournal(path: records).read()
        var rebuilt: Rebuilt?
        try create(at: path) { (database) throws(Failure) in rebuilt = try database.insert(lines) }
        return rebuilt
    }

    /// In one transaction. What cannot be put in is told; the rest is there.
    private func insert(_ lines: RecordedLines) throws(Failure) -> Rebuilt {
        var rebuilt = Rebuilt()
        if lines.damaged > 0 { rebuilt.problems.append("\(lines.damaged) damaged lines of the records were left out") }
        try queue.attemptWrite(path) { database in
            let changed = try insert(lines.entries.filter { !$0.isDeleted }, of: lines, &rebuilt)
            // All of this is in the records.
            try database.execute(sql: "DELETE FROM unrecorded")
            for entry in changed {
                try database.execute(
                    sql: "INSERT INTO unrecorded VALUES (?, ?, ?)", arguments: [entry.kind, entry.name, entry.number])
            }
        }
        return rebuilt
    }

    /// Puts entries in, each entirely or not at all, and counts them. The answer: those whose rows are not here as they were there.
    func insert(
        _ entries: [RecordedLines.Entry], of lines: RecordedLines, _ rebuilt: inout Rebuilt
    ) throws -> [RecordedLines.Entry] {
        var changed: [RecordedLines.Entry] = []
        // Trials name sweeps and runs.
        for kind in ["run", "sweep", "trial"] {
            for entry in entries where entry.kind == kind {
                do throws(Failure) {
                    guard let tables = lines.tables(of: entry) else { throw Failure(.invalidInput, "its rows are malformed") }
                    let kept = try queue.attemptWrite(path) { try insert(tables, of: kind, $0) }
                    if !kept { changed.append(entry) }
                    switch kind {
                    case "run": rebuilt.runs += 1
                    case "sweep": rebuilt.sweeps += 1
                    default: rebuilt.trials += 1
                    }
                } catch {
                    let name = kind == "trial" ? "trial \(entry.number) of sweep '\(entry.name)'" : "\(kind) \(entry.name)"
                    rebuilt.problems.append("\(name): \(error.diagnostics.first?.message ?? "unknown")")
                }
            }
        }
        return changed
    }

    /// True where the rows are here as they were there.
    private func insert(_ tables: [TableRows], of kind: String, _ database: Database) throws -> Bool {
        if kind == "run" { return try insert(run: tables, keepingNumbers: true, database) }
        let allowed = kind == "sweep" ? ["sweeps"] : Self.partsOfTrials.map(\.table)
        var isWhole = true
        for table in tables {
            guard allowed.contains(table.table) else { throw Self.unknown("table", table.table) }
            let known = try columns(of: table.table, database)
            if let column = table.columns.first(where: { known[$0] == nil }) { throw Self.unknown("column", "\(table.table).\(column)") }
            let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
            let run = table.table == "trial_runs" ? table.columns.firstIndex(of: "run") : nil
            let condition = run == nil ? "" : " WHERE EXISTS (SELECT 1 FROM runs WHERE id = ?)"
            let statement = try database.cachedStatement(
                sql: "INSERT INTO \(table.table) (\(table.columns.joined(separator: ", "))) SELECT \(marks)\(condition)")
            for row in table.rows {
                try statement.execute(
                    arguments: StatementArguments(row.map(\.databaseValue) + (run.map { [row[$0].databaseValue] } ?? [])))
                if database.changesCount == 0 { isWhole = false }
            }
        }
        return isWhole
    }

    /// Before a damaged database makes way: keeps what only it says, as far as that can be read. The answer names what cannot.
    public func salvage() -> [String] {
        guard let journal, (try? keepRecords()) == nil else { return [] }
        let due = try? queue.attempt(path) { try Row.fetchAll($0, sql: "SELECT kind, name, number FROM unrecorded") }
        return (due ?? []).compactMap { row in
            let kind: String = row[0], name: String = row[1], number: Int = row[2]
            do {
                try queue.attempt(path) { database in
                    guard let content = try self.content(kind, name, number, database) else { return }
                    try journal.append(RecordJournal.line(content) + [10])
                }
                return nil
            } catch { return kind == "trial" ? "trial \(number) of sweep '\(name)'" : "\(kind) \(name)" }
        }
    }
}
