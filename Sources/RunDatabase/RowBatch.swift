import GRDB
import GRDBSQLite

/// Rows for one table, put in one after the other by one statement, into which values go straight: through `StatementArguments` each would be
/// copied twice on its way, and the text of a statement for many rows at once made and looked up.
struct RowBatch {
    /// `parameters (run, name)`.
    private let target: String
    private let columns: Int
    private let replaces: Bool
    private var values: [DatabaseValue] = []

    /// - replaces: rows with the same keys as one before replace that. Where there are none, SQLite need not be able to undo the statement
    ///   alone, which it does by copying every page before it changes it: what fails then is the transaction's to undo.
    init(_ target: String, columns: Int, replaces: Bool) {
        self.target = target
        self.columns = columns
        self.replaces = replaces
    }

    /// As many values as there are columns.
    mutating func append(_ row: (any DatabaseValueConvertible)?...) {
        for value in row { values.append(value?.databaseValue ?? .null) }
    }

    func insert(into database: Database) throws {
        guard !values.isEmpty else { return }
        let marks = String(repeating: "?,", count: columns - 1) + "?"
        let sql = "INSERT OR \(replaces ? "REPLACE" : "FAIL") INTO \(target) VALUES (\(marks))"
        let statement = try database.cachedStatement(sql: sql).sqliteStatement
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for start in stride(from: 0, to: values.count, by: columns) {
            for column in 0..<columns {
                try check(values[start + column].bind(to: statement, at: CInt(column + 1)), database)
            }
            sqlite3_step(statement)
            try check(sqlite3_reset(statement), database)
        }
    }

    private func check(_ code: CInt, _ database: Database) throws {
        guard code == SQLITE_OK else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage)
        }
    }
}
