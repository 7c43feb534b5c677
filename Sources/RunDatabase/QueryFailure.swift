import Diagnostics
import GRDB

extension RunDatabase {
    /// What is wrong with a statement, where, and what was probably meant. `offset` counts bytes of `sql`; negative is unknown.
    func queryFailure(_ error: DatabaseError, _ sql: String, offset: Int, _ limits: QueryLimits, _ database: Database) -> Failure {
        let message = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode.primaryResultCode {
        case .SQLITE_INTERRUPT:
            return Failure(
                .busy, "the query took longer than \(limits.seconds) seconds and was stopped",
                hint: "narrow it with WHERE or LIMIT; EXPLAIN QUERY PLAN shows whether an index is used")
        case .SQLITE_TOOBIG:
            return Failure(.usage, "the query makes a value of more than 64 MiB")
        case .SQLITE_READONLY, .SQLITE_AUTH:
            return Failure(.usage, "queries only read: \(message)")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_IOERR: return failure(error, path)
        default: break
        }
        let place = offset >= 0 ? location(sql, offset) : nil
        return Failure(
            .usage,
            [.error(message, at: place?.location, sourceLine: place?.line, hint: queryHint(message, sql, database))])
    }
}

private func location(_ sql: String, _ offset: Int) -> (location: SourceLocation, line: String) {
    let before = String(decoding: Array(sql.utf8).prefix(offset), as: UTF8.self)
    let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
    let column = (lines.last?.unicodeScalars.count ?? 0) + 1
    let all = sql.split(separator: "\n", omittingEmptySubsequences: false)
    let line = lines.count <= all.count && !lines.isEmpty ? String(all[lines.count - 1]) : sql
    let word = line.unicodeScalars.dropFirst(column - 1)
        .prefix { $0.properties.isAlphabetic || ("0"..."9").contains($0) || "_@.\"'".unicodeScalars.contains($0) }
    return (SourceLocation(file: "query", line: max(1, lines.count), column: column, length: word.count), line)
}

private func queryHint(_ message: String, _ sql: String, _ database: Database) -> String? {
    func rest(after prefix: String) -> String? {
        message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : nil
    }
    if let name = rest(after: "no such table: ") { return tableHint(name, database) }
    if let name = rest(after: "no such column: ") { return columnHint(name, sql, database) }
    if let name = rest(after: "no such function: ") {
        return closest(to: name, among: names(database, "SELECT DISTINCT name FROM pragma_function_list"))
            .map { "did you mean '\($0)'?" }
    }
    if message.contains("\"@") || message.contains("near \"/") {
        return "a metric's name is text: WHERE name = 'ndcg@10'; run_summary has columns such as ndcg_10"
    }
    if message.contains("syntax error") || message.contains("incomplete input") {
        return "tables and columns are in docs/database.md; for example: SELECT id, variant, ndcg_10 FROM run_summary"
    }
    if message.contains("multiple statements") { return "give one statement" }
    return nil
}

private func tableHint(_ name: String, _ database: Database) -> String? {
    let tables = names(
        database, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY 1")
    return suggestion(for: name, among: tables)
}

private func columnHint(_ name: String, _ sql: String, _ database: Database) -> String? {
    if sql.contains("\"\(name)\"") { return "text goes into single quotes: '\(name)'" }
    let columns = names(
        database,
        """
        SELECT DISTINCT c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type IN ('table', 'view') ORDER BY 1
        """)
    let bare = name.split(separator: ".").last.map(String.init) ?? name
    if let exact = columns.first(where: { $0 == bare }) {
        let owners = names(
            database,
            """
            SELECT m.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c
            WHERE m.type IN ('table', 'view') AND c.name = '\(exact)' ORDER BY 1
            """)
        return "'\(exact)' is a column of \(owners.joined(separator: ", "))"
    }
    return closest(to: bare, among: columns).map { "did you mean '\($0)'?" }
}

private func names(_ database: Database, _ sql: String) -> [String] {
    (try? String.fetchAll(database, sql: sql)) ?? []
}
