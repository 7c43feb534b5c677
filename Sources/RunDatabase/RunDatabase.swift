import CDatabasePages
import Diagnostics
import Files
import GRDB
import GRDBSQLite
import Glibc
import Processes
import Threads

/// The record of every run: parameters, metrics, stages and results in one SQLite file that its owner may query.
///
/// - Any number of processes may read and write: transactions that write take turns of milliseconds (one waits up to ten seconds for its
///   turn), and those that read wait for nobody (write-ahead log).
/// - Every call is a transaction: done entirely or not at all, whenever the process dies. `synchronous` is NORMAL, so the last
///   transactions may be lost with the power; results are durable in the store, from which they are recorded again.
/// - Calls may come from any thread; they run one after the other.
public final class RunDatabase: Sendable {
    public enum Mode: Sendable {
        /// Creates the file where there is none, brings an older one up to date, and records runs whose process died as interrupted.
        case readWrite
        /// Needs an existing file and changes nothing in it, except to bring an older one up to date, and to record runs whose process died.
        case readOnly
    }

    public let path: String
    let queue: DatabaseQueue
    /// Says once more what this says of all that has ended; nil where nothing does.
    let journal: RecordJournal?
    /// Those of all processes that work here; nil where nothing is known of other machines.
    let leases: ProcessLeases?
    let lease = Mutex<ProcessLease?>(nil)
    /// How the file is read where nothing can be written beside it.
    let reading: ReadableDatabase?
    let knownParts = Mutex<[(table: String, sql: String)]?>(nil)
    let knownColumns = Mutex<[String: [String: Bool]]>([:])
    let shared = Mutex(SharedParameters())
    let recordHeads = RecordHeads()
    private let taken = Mutex<Rebuilt?>(nil)

    /// What was added when it was opened, since the records had it and the database did not; nil where it lacked nothing.
    public var recovered: Rebuilt? { taken.withLock { $0 } }

    /// Throws `missingInput` where there is no file to read, `invalidInput` for a file that is no database or was written by a newer
    /// version of this program, `busy` when another process holds it for longer than ten seconds, `inputOutput` otherwise.
    ///
    /// - records: the file of the journal from which a lost database can be made again.
    /// - leases: the folder in which processes of several machines say that they are alive.
    /// - checksReferences: false spares the search for the run at each row that names one, a fifth of the time that many short runs take:
    ///   for those who write rows only together with, or after, what they name.
    public init(
        path: String, mode: Mode, records: String? = nil, leases: String? = nil, checksReferences: Bool = true
    ) throws(Failure) {
        self.path = path
        journal = records.map(RecordJournal.init)
        self.leases = leases.map(ProcessLeases.init)
        if mode == .readOnly, access(path, F_OK) != 0 {
            throw Failure(.missingInput, "there is no run database at '\(path)'", hint: "run an experiment first: pipeline run SPEC")
        }
        if mode == .readWrite, access(path, F_OK) != 0 { try RunDatabase.create(at: path) }
        reading = mode == .readOnly ? try ReadableDatabase(path) : nil
        var opened = try RunDatabase.connect(
            reading?.path ?? path, readOnly: mode == .readOnly, immutable: reading?.isImmutable == true, checksReferences: checksReferences)
        var version = try opened.attempt(path) { try Schema.version($0) }
        if version < Schema.currentVersion {
            if let copy = try reading?.copied() {
                try RunDatabase.upgrade(copy)
                opened = try RunDatabase.connect(copy, readOnly: true)
            } else {
                try RunDatabase.upgrade(path)
                opened = try RunDatabase.connect(path, readOnly: mode == .readOnly, checksReferences: checksReferences)
            }
            version = try opened.attempt(path) { try Schema.version($0) }
        }
        guard version == Schema.currentVersion else { throw RunDatabase.newer(path, version) }
        queue = opened
        if mode == .readWrite {
            // First: what is recorded from here on comes after what is missing.
            if let rebuilt = try takeLackingRecords() {
                taken.withLock { $0 = rebuilt }
                try record(EventRecord(kind: "rebuilt", message: "the database lacked \(rebuilt), recorded again from the store"))
                for problem in rebuilt.problems { try record(EventRecord(kind: "rebuilt", message: problem)) }
            }
            try recordInterruptedRuns()
            try keepRecords()
        } else if reading == nil, try !queue.attempt(path, { try deadRuns($0) }).isEmpty {
            // Where it may not be written, whoever reads runs looks at their processes; only SQL sees them as running.
            _ = try? RunDatabase(path: path, mode: .readWrite, records: records, leases: leases)
        }
    }

    /// From now on every call reads the database as it is at the first of them, whoever changes it meanwhile: what one call has listed the
    /// next one finds. For one that was opened to be read, and for seconds: the log cannot be carried into the database past it.
    public func standStill() throws(Failure) { try queue.attempt(path) { try $0.execute(sql: "BEGIN DEFERRED") } }

    private init(filling queue: DatabaseQueue, at path: String) {
        (self.path, self.queue, journal, leases, reading) = (path, queue, nil, nil, nil)
    }

    static func connect(
        _ path: String, readOnly: Bool, immutable: Bool = false, checksReferences: Bool = true
    ) throws(Failure) -> DatabaseQueue {
        guard ck_pages_register() == SQLITE_OK else { throw Failure(.internalError, "SQLite cannot be extended") }
        var configuration = Configuration()
        configuration.foreignKeysEnabled = checksReferences
        configuration.readonly = readOnly
        // One that stands still (`standStill`) is inside a transaction between calls.
        configuration.allowsUnsafeTransactions = readOnly
        configuration.busyMode = .timeout(10)
        if !readOnly {
            // Who writes many short runs changes most pages of some indexes in each transaction: they should stay in memory, and go from the
            // log into the database seldom.
            let writesMuch = !checksReferences
            configuration.prepareDatabase { database in
                try database.execute(
                    sql: """
                        PRAGMA synchronous = NORMAL; PRAGMA secure_delete = OFF; PRAGMA cache_size = -\(writesMuch ? 64000 : 16000);
                        PRAGMA wal_autocheckpoint = \(writesMuch ? 16000 : 4000); PRAGMA temp_store = MEMORY
                        """)
            }
        }
        ck_pages_open_immutable(immutable ? 1 : 0)
        defer { ck_pages_open_immutable(0) }
        return try attempting(path) { try DatabaseQueue(path: path, configuration: configuration) }
    }

    /// Made under another name and renamed when complete, so that nobody ever sees half a database.
    /// `fill` puts in what is to be in it from the beginning.
    static func create(at path: String, _ fill: (RunDatabase) throws(Failure) -> Void = { _ in }) throws(Failure) {
        try FileLock.whileHolding(path + ".lock") { () throws(Failure) in
            guard access(path, F_OK) != 0 else { return }
            let unfinished = path + ".new"
            for suffix in ["", "-journal", "-wal", "-shm"] { unlink(unfinished + suffix) }
            let queue = try connect(unfinished, readOnly: false)
            try attempting(path) {
                try queue.inDatabase { database in
                    try checkPages(database)
                    try Schema.migrate(database, path: path)
                }
                try fill(RunDatabase(filling: queue, at: unfinished))
                try queue.inDatabase { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
                try queue.close()
            }
            guard rename(unfinished, path) == 0 else {
                throw Failure(.inputOutput, "cannot create '\(path)': \(String(cString: strerror(errno)))")
            }
        }
    }

    private static func upgrade(_ path: String) throws(Failure) {
        try FileLock.whileHolding(path + ".lock") { () throws(Failure) in
            try connect(path, readOnly: false).attempt(path) { database in
                try database.execute(sql: "PRAGMA journal_mode = WAL")
                try Schema.migrate(database, path: path)
                // Where there is no room to write it anew, its pages stay without checksums.
                if ck_pages_are_checked(database.sqliteConnection) == 0 { try? checkPages(database, rewriting: true) }
            }
        }
    }

    /// From here on each page of the file has a checksum. A database that is there is written anew; pages of an unusual size stay as they are.
    private static func checkPages(_ database: Database, rewriting: Bool = false) throws {
        guard try Int.fetchOne(database, sql: "PRAGMA page_size") == 4096 else { return }
        guard ck_pages_reserve(database.sqliteConnection) == SQLITE_OK else { return }
        if rewriting { try database.execute(sql: "VACUUM") }
        try database.execute(sql: "PRAGMA application_id = \(0x7069_7065)")
    }

    private static func newer(_ path: String, _ version: Int) -> Failure {
        Failure(
            .invalidInput,
            "'\(path)' was written by a newer version of pipeline (schema \(version); this one knows \(Schema.currentVersion))",
            hint: "use that version, or another workspace: --workspace DIR")
    }
}
