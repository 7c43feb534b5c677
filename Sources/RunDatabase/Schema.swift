import Diagnostics
import GRDB

/// The database's shape: named migrations, each applied once and in order, none ever changed or removed after its release.
/// `PRAGMA user_version` holds how many are applied, so that opening an up-to-date database costs one page read.
enum Schema {
    struct Migration {
        var name: String
        var sql: String
    }

    static let migrations: [Migration] = [
        Migration(name: "1-runs", sql: runTables + runViews),
        Migration(name: "2-sweeps", sql: sweepTables),
        Migration(name: "3-metric-points", sql: metricTables + metricViews + provenance),
        Migration(name: "4-trash", sql: trash),
        Migration(name: "5-listing", sql: listing),
        Migration(name: "6-records", sql: records),
        Migration(name: "7-parameter-sets", sql: parameterSets),
        Migration(name: "8-warnings", sql: warnings),
        Migration(name: "9-sweep-identity", sql: sweepIdentity),
    ]

    static var currentVersion: Int { migrations.count }

    static func version(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    }

    /// Applies what is missing, each migration in a transaction of its own.
    static func migrate(_ database: Database, path: String) throws {
        try refuseForeign(database, path)
        try database.execute(sql: "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied TEXT NOT NULL) WITHOUT ROWID")
        let applied = try version(database)
        for (index, migration) in migrations.enumerated() where index >= applied {
            try database.inTransaction(.immediate) {
                try database.execute(sql: migration.sql)
                try database.execute(
                    sql: "INSERT INTO migrations (name, applied) VALUES (?, ?)",
                    arguments: [migration.name, Timestamp.now.description])
                try database.execute(sql: "PRAGMA user_version = \(index + 1)")
                return .commit
            }
        }
    }

    /// Another program's database is not filled with our tables.
    private static func refuseForeign(_ database: Database, _ path: String) throws {
        let names = try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
        guard names.isEmpty || names.contains("migrations") else {
            throw Failure(
                .invalidInput, "'\(path)' is a database of another program (it has a table '\(names[0])')",
                hint: "choose another workspace: --workspace DIR")
        }
    }
}
