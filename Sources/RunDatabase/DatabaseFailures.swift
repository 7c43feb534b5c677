import Diagnostics
import Files
import GRDB

/// Runs database work and turns what SQLite reports into a `Failure`.
func attempting<Result>(_ path: String, _ body: () throws -> Result) throws(Failure) -> Result {
    do {
        return try body()
    } catch let failure as Failure {
        throw failure
    } catch let error as DatabaseError {
        throw failure(error, path)
    } catch {
        throw Failure(.internalError, "run database '\(path)': \(error)")
    }
}

extension DatabaseQueue {
    /// Without a transaction of its own.
    func attempt<Result>(_ path: String, _ body: (Database) throws -> Result) throws(Failure) -> Result {
        try attempting(path) { try unsafeReentrantWrite(body) }
    }

    /// In one transaction, undone when `body` throws; inside a group (`RunDatabase.grouped`) a part of the group's.
    func attemptWrite<Result>(_ path: String, _ body: (Database) throws -> Result) throws(Failure) -> Result {
        try attempting(path) {
            try unsafeReentrantWrite { database in
                var result: Result?
                let work = {
                    result = try body(database)
                    return Database.TransactionCompletion.commit
                }
                if database.isInsideTransaction { try database.inSavepoint(work) } else { try database.inTransaction(.immediate, work) }
                guard let result else { throw Failure(.internalError, "run database '\(path)': a transaction without a result") }
                return result
            }
        }
    }
}

private let roomHint = "free some space (\(Failure.collectingHint)) and run again: what was computed is in the store"

func failure(_ error: DatabaseError, _ path: String) -> Failure {
    let message = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    switch error.resultCode.primaryResultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
        return Failure(
            .busy, "the run database '\(path)' is in use by another process",
            hint: "runs write in turns of milliseconds: something else has held it for ten seconds; wait for it, or end it")
    case .SQLITE_NOTADB, .SQLITE_CORRUPT:
        return Failure(
            .invalidInput, "'\(path)' is not a readable SQLite database: \(message)",
            hint: "pipeline rebuild-database makes it again from what the store keeps of every run")
    case .SQLITE_FULL:
        return Failure(
            .inputOutput, "run database '\(path)': \(message)",
            hint: roomHint)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_AUTH:
        // SQLite does not tell why a file could not be opened or written.
        let space = FreeSpace(at: path), isFull = space.map { $0.bytes < 1 << 16 || ($0.files ?? .max) < 4 } ?? false
        return Failure(
            .inputOutput, "run database '\(path)': \(message)",
            hint: isFull ? roomHint : "may you write there, and is there room? Too few descriptors (ulimit -n) show like this too")
    default:
        return Failure(.internalError, "run database '\(path)': \(message)")
    }
}
