import Diagnostics
import Foundation
import GRDB

/// A value of the database as it is stored.
public enum StoredValue: Hashable, Sendable {
    case null
    case integer(Int)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

/// Rows of one table.
public struct TableRows: Hashable, Sendable {
    public var table: String
    public var columns: [String]
    public var rows: [[StoredValue]]

    public init(table: String, columns: [String], rows: [[StoredValue]]) {
        (self.table, self.columns, self.rows) = (table, columns, rows)
    }

    /// The one value of a column in the first row; nil where there is none.
    public func first(_ column: String) -> StoredValue? {
        columns.firstIndex(of: column).flatMap { rows.first?[$0] }
    }
}

/// Whole runs on their way out of a database and into another.
extension RunDatabase {
    /// Sweeps stay where they are.
    private static let staying: Set<String> = ["trial_runs"]
    /// Points of metrics go by the name of their series: its number is each database's own.
    private static let points = "metric_points"
    /// What is a run's own and what it has in common with others is each database's own matter.
    private static let parameters = "parameters", ownParameters = "own_parameters", parameterSet = "parameter_set"

    /// Everything recorded of a run: its row of `runs`, the artifacts that its stages made, and its rows of every table that belongs to runs.
    public func everything(of run: String) throws(Failure) -> [TableRows] {
        try queue.attempt(path) { database in
            try parts(database).map { try rows(database, $0.table, $0.sql, run) }.filter { !$0.rows.isEmpty }
        }
    }

    /// The tables that say something of a run, and how to read that.
    func parts(_ database: Database) throws -> [(table: String, sql: String)] {
        if let known = knownParts.withLock({ $0 }) { return known }
        var parts = [
            ("runs", "SELECT \(try columnsOfRuns(database)) FROM runs WHERE id = ?"),
            ("artifacts", "SELECT * FROM artifacts WHERE digest IN (SELECT artifact FROM stages WHERE run = ?) ORDER BY digest"),
        ]
        for name in try tablesOfRuns(database) {
            if name == Self.ownParameters {
                // Wherever they are kept.
                parts.append((Self.parameters, "SELECT run, name, value, number, type FROM parameters WHERE run = ? ORDER BY run, name"))
                continue
            }
            parts.append((name, "SELECT * FROM \(name) WHERE run = ? ORDER BY \(try key(database, name))"))
        }
        parts.append(
            (
                Self.points,
                """
                SELECT name, step, value, elapsed FROM metric_series JOIN metric_points ON series = id WHERE run = ?
                ORDER BY name, step
                """
            ))
        knownParts.withLock { [parts] in $0 = parts }
        return parts
    }

    /// Records a run that came from another database, in one transaction. Throws `usage` where the run is on record already, and
    /// `invalidInput` for tables or columns that this version does not know.
    public func insert(_ tables: [TableRows]) throws(Failure) {
        _ = try write { database in
            do { return try insert(run: tables, keepingNumbers: false, database) } catch let error as DatabaseError
                where Self.faultsOfRows.contains(error.resultCode.primaryResultCode)
            {
                let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
                throw Failure(.invalidInput, "the rows of the record contradict each other or the database: \(reason)")
            }
        }
    }

    /// What SQLite says of rows that cannot be.
    private static var faultsOfRows: [ResultCode] { [.SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG, .SQLITE_ERROR] }

    /// False where rows have other numbers here than they had, because those are taken.
    func insert(run tables: [TableRows], keepingNumbers: Bool, _ database: Database) throws -> Bool {
        var kept = true
        guard case .text(let id)? = tables.first(where: { $0.table == "runs" })?.first("id") else {
            throw Failure(.invalidInput, "this is no record of a run: it has no row of 'runs'")
        }
        if try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM runs WHERE id = ?)", arguments: [id]) == true {
            throw Failure(
                .usage, "run \(id) is on record here already",
                hint: "to take the other record instead: pipeline rm \(id), pipeline rm --empty-trash \(id)")
        }
        let known = try Set(parts(database).map(\.table))
        // Points after the series that they belong to.
        for table in tables.filter({ $0.table != Self.points }) + tables.filter({ $0.table == Self.points }) {
            if table.table == Self.points {
                try insert(points: table, of: id, database)
            } else {
                guard known.contains(table.table) else { throw Self.unknown("table", table.table) }
                kept = try insert(table, of: id, keepingNumbers: keepingNumbers, database) && kept
            }
        }
        return kept
    }

    private func insert(_ table: TableRows, of run: String, keepingNumbers: Bool, _ database: Database) throws -> Bool {
        let known = try columns(of: table.table, database)
        if let column = table.columns.first(where: { known[$0] == nil }) { throw Self.unknown("column", "\(table.table).\(column)") }
        guard table.rows.allSatisfy({ $0.count == table.columns.count }) else {
            throw Failure(.invalidInput, "a row of '\(table.table)' lacks columns")
        }
        guard Set(table.columns).count == table.columns.count else {
            throw Failure(.invalidInput, "a column of '\(table.table)' is given twice")
        }
        if let place = table.columns.firstIndex(of: "run"), table.rows.contains(where: { $0[place] != .text(run) }) {
            throw Failure(.invalidInput, "the record of run \(run) has a row of another run in '\(table.table)'")
        }
        // Numbers that the database gives itself are its own, unless all of them are free here.
        let number = table.columns.firstIndex { known[$0] == true }
        let isFree = try number.map { place in
            let statement = try database.cachedStatement(sql: "SELECT 1 FROM \(table.table) WHERE id = ?")
            return try keepingNumbers
                && table.rows.allSatisfy { try Row.fetchOne(statement, arguments: [$0[place].databaseValue]) == nil }
        }
        let places = table.columns.indices.filter { $0 != number || isFree == true }
        let names = places.map { table.columns[$0] }.joined(separator: ", "), marks = places.map { _ in "?" }.joined(separator: ", ")
        let verb = table.table == "artifacts" ? "INSERT OR IGNORE" : "INSERT"
        let target = table.table == Self.parameters ? Self.ownParameters : table.table
        let statement = try database.cachedStatement(sql: "\(verb) INTO \(target) (\(names)) VALUES (\(marks))")
        for row in table.rows { try statement.execute(arguments: StatementArguments(places.map { row[$0].databaseValue })) }
        return isFree != false
    }

    /// Column → whether it numbers rows by itself.
    func columns(of table: String, _ database: Database) throws -> [String: Bool] {
        if let known = knownColumns.withLock({ $0[table] }) { return known }
        let info = try Row.fetchAll(
            database, sql: "SELECT name, type, pk FROM pragma_table_info(?) WHERE name <> ?", arguments: [table, Self.parameterSet])
        let columns = Dictionary(
            info.map { ($0[0] as String, ($0[0] as String) == "id" && ($0[1] as String) == "INTEGER" && ($0[2] as Int) == 1) }
        ) { first, _ in first }
        knownColumns.withLock { $0[table] = columns }
        return columns
    }

    private func columnsOfRuns(_ database: Database) throws -> String {
        try String.fetchAll(
            database, sql: "SELECT name FROM pragma_table_info('runs') WHERE name <> ? ORDER BY cid", arguments: [Self.parameterSet]
        ).joined(separator: ", ")
    }

    private func insert(points table: TableRows, of run: String, _ database: Database) throws {
        guard table.columns == ["name", "step", "value", "elapsed"], table.rows.allSatisfy({ $0.count == 4 }) else {
            throw Failure(.invalidInput, "the points of metrics of run \(run) are malformed")
        }
        let statement = try database.cachedStatement(
            sql: "INSERT INTO metric_points SELECT id, ?, ?, ? FROM metric_series WHERE run = ? AND name = ?")
        for row in table.rows {
            let values = row[1...].map(\.databaseValue) + [run.databaseValue, row[0].databaseValue]
            try statement.execute(arguments: StatementArguments(values))
        }
    }

    static func unknown(_ what: String, _ name: String) -> Failure {
        Failure(
            .invalidInput, "the record has a \(what) '\(name)', which this version of pipeline does not know",
            hint: "it was written by a newer version: use that one")
    }

    /// Tables with a column `run` that points to `runs`, in the order in which they came.
    private func tablesOfRuns(_ database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT DISTINCT m.name FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS f
                WHERE m.type = 'table' AND f."table" = 'runs' AND f."from" = 'run' ORDER BY m.rootpage
                """
        ).filter { !Self.staying.contains($0) }
    }

    /// Columns that order a table: its primary key, else its row ids.
    private func key(_ database: Database, _ table: String) throws -> String {
        let columns = try String.fetchAll(
            database, sql: "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", arguments: [table])
        return columns.isEmpty ? "rowid" : columns.joined(separator: ", ")
    }

    private func rows(_ database: Database, _ table: String, _ sql: String, _ run: String) throws -> TableRows {
        let statement = try database.makeStatement(sql: sql)
        var result = TableRows(table: table, columns: statement.columnNames, rows: [])
        let cursor = try Row.fetchCursor(statement, arguments: [run])
        while let row = try cursor.next() { result.rows.append(row.databaseValues.map(StoredValue.init)) }
        return result
    }
}

extension StoredValue {
    init(_ value: DatabaseValue) {
        self =
            switch value.storage {
            case .null: .null
            case .int64(let value): .integer(Int(value))
            case .double(let value): .real(value)
            case .string(let value): .text(value)
            case .blob(let value): .blob([UInt8](value))
            }
    }

    var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .real(let value): value.databaseValue
        case .text(let value): value.databaseValue
        case .blob(let value): Data(value).databaseValue
        }
    }
}
