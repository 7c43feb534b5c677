import GRDB

/// Rows for one table, put in by one statement: a statement for each row costs more than what it stores.
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
        // SQLite takes 32,766 values a statement; equal counts share a prepared statement.
        let most = 512 / columns * columns
        for start in stride(from: 0, to: values.count, by: most) {
            let part = values[start..<min(values.count, start + most)]
            let row = "(" + String(repeating: "?,", count: columns - 1) + "?)"
            let sql =
                "INSERT OR \(replaces ? "REPLACE" : "FAIL") INTO \(target) VALUES \(row)"
                + String(repeating: "," + row, count: part.count / columns - 1)
            let statement = try database.cachedStatement(sql: sql)
            statement.setUncheckedArguments(StatementArguments(part))
            try statement.execute()
        }
    }
}
