import GRDB
import GRDBSQLite

/// Writes values of metrics. Those with a step go in the order in which the table keeps them (by series, then by step) and straight into
/// SQLite's own statement: a value then costs about a microsecond, half of what it does one by one through `StatementArguments`.
struct MetricWriting {
    private struct Row {
        var series: Int64
        var step: Int64
        var value: Double
        var elapsed: Int64
    }

    private let database: Database

    init(_ database: Database) { self.database = database }

    func insert(_ points: [MetricPoint]) throws {
        var series = KnownSeries(database), rows: [Row] = []
        rows.reserveCapacity(points.count)
        for point in points {
            guard let step = point.step else {
                try insertFinal(point)
                continue
            }
            let known = try series.find(point)
            rows.append(
                Row(
                    series: known.id, step: Int64(step), value: point.value, elapsed: Int64(point.time.milliseconds - known.began)))
        }
        // Stable: of two values for one step the later one must stay the later.
        rows.sort { ($0.series, $0.step) < ($1.series, $1.step) }
        try insert(rows)
    }

    private func insert(_ rows: [Row]) throws {
        guard !rows.isEmpty else { return }
        let statement = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO metric_points (series, step, value, elapsed) VALUES (?, ?, ?, ?)"
        ).sqliteStatement
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for row in rows {
            sqlite3_bind_int64(statement, 1, row.series)
            sqlite3_bind_int64(statement, 2, row.step)
            // NaN becomes NULL: SQLite has no NaN.
            sqlite3_bind_double(statement, 3, row.value)
            sqlite3_bind_int64(statement, 4, row.elapsed)
            sqlite3_step(statement)
            let code = sqlite3_reset(statement)
            guard code == SQLITE_OK else {
                throw DatabaseError(resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage)
            }
        }
    }

    private func insertFinal(_ point: MetricPoint) throws {
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO final_metrics (run, name, value, time) VALUES (?, ?, ?, ?)")
            .execute(arguments: [point.run, point.name, point.value.isNaN ? nil : point.value, point.time.description])
    }
}

/// The series of the runs that a batch of points belongs to, each looked up once.
private struct KnownSeries {
    typealias Series = (id: Int64, began: Int)

    private let database: Database
    private var byRun: [String: [String: Series]] = [:]
    /// Those of the run that came last: points of one run come together.
    private var run: String?
    private var byName: [String: Series] = [:]

    init(_ database: Database) { self.database = database }

    /// Makes a series that is not there yet.
    mutating func find(_ point: MetricPoint) throws -> Series {
        if run != point.run {
            if let run { byRun[run] = byName }
            byName = try byRun[point.run] ?? read(point.run)
            run = point.run
        }
        if let known = byName[point.name] { return known }
        let began = point.time.milliseconds
        try database.cachedStatement(sql: "INSERT INTO metric_series (run, name, began) VALUES (?, ?, ?)")
            .execute(arguments: [point.run, point.name, began])
        let new = (id: database.lastInsertedRowID, began: began)
        byName[point.name] = new
        return new
    }

    private func read(_ run: String) throws -> [String: Series] {
        let statement = try database.cachedStatement(sql: "SELECT name, id, began FROM metric_series WHERE run = ?")
        var series: [String: Series] = [:]
        let rows = try GRDB.Row.fetchCursor(statement, arguments: [run])
        while let row = try rows.next() { series[row[0]] = (row[1], row[2]) }
        return series
    }
}
