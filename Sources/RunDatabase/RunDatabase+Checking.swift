import Diagnostics
import GRDB

extension RunDatabase {
    /// What SQLite finds wrong with the file's structure, indexes and constraints, at most 20 sentences; none where it is whole. Values
    /// have no checksums: a flipped bit within a number or a text is not seen. Source: https://www.sqlite.org/pragma.html#pragma_integrity_check
    public func problems() throws(Failure) -> [String] {
        try queue.attempt(path) { database in
            try String.fetchAll(database, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
        }
    }
}
