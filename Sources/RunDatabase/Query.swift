import Diagnostics
import Dispatch
import GRDB
import GRDBSQLite

/// A value that a query yields.
public enum QueryValue: Hashable, Sendable {
    case null
    case integer(Int)
    case real(Double)
    case text(String)
    /// Its length; contents are not shown.
    case blob(bytes: Int)
}

public struct QueryResult: Hashable, Sendable {
    public var columns: [String]
    public var rows: [[QueryValue]]
    /// True when there were more rows than the limit.
    public var isTruncated: Bool
}

public struct QueryLimits: Hashable, Sendable {
    public var seconds: Double
    public var rows: Int

    public init(seconds: Double = 30, rows: Int = 1_000_000) {
        self.seconds = seconds
        self.rows = rows
    }
}

extension RunDatabase {
    /// Runs one SELECT (or EXPLAIN, or a PRAGMA that only tells) and returns its rows.
    ///
    /// Nothing that a statement says can change a file: it runs on a connection of its own that is opened read-only, with
    /// `query_only` set and nothing attachable; statements other than reading ones are refused before they start; time, rows and
    /// the size of a value are bounded. Throws `usage` with the place of the error and a hint for a statement that does not work,
    /// `busy` when it takes longer than the limit.
    public func query(_ sql: String, limits: QueryLimits = QueryLimits()) throws(Failure) -> QueryResult {
        try requireReading(sql, path)
        let connection = try RunDatabase.connect(reading?.location ?? path, readOnly: true, immutable: reading?.isImmutable == true)
        // A cancelled alarm stays in its queue until its time: it must not keep the connection open so long.
        let alarm = DispatchWorkItem { [weak connection] in connection?.interrupt() }
        DispatchQueue.global().asyncAfter(deadline: .now() + limits.seconds, execute: alarm)
        defer { alarm.cancel() }
        return try connection.attempt(path) { database in
            let handle = database.sqliteConnection
            try database.execute(sql: "PRAGMA query_only = ON")
            sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0)
            sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 64 << 20)
            do {
                return try rows(of: sql, limits, database)
            } catch let error as DatabaseError {
                throw queryFailure(error, sql, offset: Int(sqlite3_error_offset(handle)), limits, database)
            }
        }
    }

    private func rows(of sql: String, _ limits: QueryLimits, _ database: Database) throws -> QueryResult {
        let statement = try database.makeStatement(sql: sql)
        guard statement.isReadonly else { throw refusal(of: sql, path) }
        var result = QueryResult(columns: statement.columnNames, rows: [], isTruncated: false)
        let cursor = try Row.fetchCursor(statement)
        while let row = try cursor.next() {
            guard result.rows.count < limits.rows else {
                result.isTruncated = true
                break
            }
            result.rows.append(row.databaseValues.map(QueryValue.init))
        }
        return result
    }
}

extension QueryValue {
    init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let value): self = .integer(Int(value))
        case .double(let value): self = .real(value)
        case .string(let value): self = .text(value)
        case .blob(let value): self = .blob(bytes: value.count)
        }
    }
}

private let tellingPragmas: Set<String> = [
    "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list", "user_version",
    "database_list", "compile_options", "function_list", "page_count", "page_size", "integrity_check", "quick_check",
]

/// Refuses everything that does not begin as a reading statement does.
private func requireReading(_ sql: String, _ path: String) throws(Failure) {
    let words = leadingWords(of: sql)
    switch words.first {
    case nil: throw Failure(.usage, "an empty query", hint: "for example: pipeline query \"SELECT * FROM run_summary LIMIT 5\"")
    case "select", "with", "values", "explain": return
    case "pragma" where words.count > 1 && tellingPragmas.contains(words[1]) && !sql.contains("="): return
    default: throw refusal(of: sql, path)
    }
}

private func refusal(of sql: String, _ path: String) -> Failure {
    if let word = leadingWords(of: sql).first, let meant = closest(to: word, among: ["select", "with", "values", "explain"]) {
        return Failure(.usage, "a query does not begin with '\(word)'", hint: "did you mean \(meant.uppercased())?")
    }
    return Failure(
        .usage, "queries only read: '\(leadingWords(of: sql).first?.uppercased() ?? "this")' is refused",
        hint: "to change a copy: sqlite3 \(shellWord(path)) \"VACUUM INTO 'copy.db'\" && sqlite3 copy.db")
}

/// The first two words in lower case, comments skipped.
private func leadingWords(of sql: String) -> [String] {
    var rest = Substring(sql)
    var words: [String] = []
    while words.count < 2 {
        rest = rest.drop { $0.isWhitespace || $0 == ";" || $0 == "(" }
        if rest.hasPrefix("--") {
            rest = rest.drop { !$0.isNewline }
        } else if rest.hasPrefix("/*") {
            rest = rest.dropFirst(2)
            while !rest.isEmpty, !rest.hasPrefix("*/") { rest = rest.dropFirst() }
            rest = rest.dropFirst(2)
        } else {
            let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            guard !word.isEmpty else { break }
            words.append(word.lowercased())
            rest = rest.dropFirst(word.count)
        }
    }
    return words
}
