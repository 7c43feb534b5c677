import GRDB
import Glibc

extension RunDatabase {
    /// SQLite's version, such as "3.45.1".
    public static var libraryVersion: String {
        do {
            return try DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") } ?? "unknown"
        } catch { return "unknown" }
    }

    /// How the database at the path keeps its journal, such as "wal"; nil where there is none that can be read.
    public static func journalMode(path: String) -> String? {
        guard access(path, F_OK) == 0 else { return nil }
        do {
            return try connect(path, readOnly: true).read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
        } catch { return nil }
    }
}
