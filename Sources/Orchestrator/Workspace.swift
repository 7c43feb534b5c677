import Diagnostics
import Files
import Glibc
import RunDatabase
import Store

/// The directory that holds the store, the run database and the logs.
public struct Workspace: Sendable {
    public let path: String

    /// `--workspace`, else `PIPELINE_WORKSPACE`, else `runs` in the current directory.
    public init(option: String?) {
        let environment = getenv("PIPELINE_WORKSPACE").map { String(cString: $0) }
        path = option ?? environment.flatMap { $0.isEmpty ? nil : $0 } ?? "runs"
    }

    public var databasePath: String { "\(path)/pipeline.db" }

    /// What the database says of all that has ended, in the store.
    public var recordsPath: String { "\(path)/store/records/journal" }

    /// Where processes of several machines say that they are alive.
    var leasesPath: String { "\(path)/store/processes" }

    /// The store of a workspace that is there. Asking first for the database keeps a mistyped workspace from being made.
    package func existingStore() throws(Failure) -> Store {
        _ = try readDatabase()
        return try openStore()
    }

    /// Makes what is missing.
    package func openStore() throws(Failure) -> Store { try Store(workspace: path) }

    /// For commands that look: throws `Failure(.missingInput)` where nothing has been run yet.
    public func readDatabase() throws(Failure) -> RunDatabase {
        guard access(databasePath, F_OK) == 0 else {
            guard access(recordsPath, F_OK) != 0 else {
                throw Failure(
                    .missingInput, "the run database \(databasePath) is gone",
                    hint: "'pipeline rebuild-database' makes it again from what the store keeps of every run")
            }
            throw Failure(
                .missingInput, "no runs yet: there is no database at \(databasePath)",
                hint: "'pipeline run exp.yaml' makes one; --workspace DIR or PIPELINE_WORKSPACE choose another place")
        }
        return try RunDatabase(path: databasePath, mode: .readOnly, records: recordsPath, leases: leasesPath)
    }

    /// For a command that reads more than once: it sees one state of the database, also while others record and delete runs.
    public func databaseSnapshot() throws(Failure) -> RunDatabase {
        let database = try readDatabase()
        try database.standStill()
        return database
    }

    /// The same, and what the store has on record and the database lacks, as far as a quick look at the last record tells.
    public func databaseSnapshot(noticing notice: (LackingRecords) -> Void) throws(Failure) -> RunDatabase {
        let database = try readDatabase()
        // Where that cannot be told, reading goes on.
        if let lacking = try? database.lackingRecords(isThorough: false), !lacking.isEmpty { notice(lacking) }
        try database.standStill()
        return database
    }

    package func writeDatabase(checksReferences: Bool = true) throws(Failure) -> RunDatabase {
        // One that is lost comes back with all that the store keeps of it, before anything is added.
        if access(databasePath, F_OK) != 0, access(recordsPath, F_OK) == 0 { try rebuildDatabase() }
        return try RunDatabase(
            path: databasePath, mode: .readWrite, records: recordsPath, leases: leasesPath, checksReferences: checksReferences)
    }

    private func rebuildDatabase() throws(Failure) {
        guard let made = try RunDatabase.rebuild(at: databasePath, from: recordsPath) else { return }
        let database = try RunDatabase(path: databasePath, mode: .readWrite, records: recordsPath, leases: leasesPath)
        try database.record(EventRecord(kind: "rebuilt", message: "the database was gone; \(made) were recorded again from the store"))
        for problem in made.problems { try database.record(EventRecord(kind: "rebuilt", message: problem)) }
    }

    /// For those who coordinate; makes the workspace and what is missing in it.
    package func openDatabase(checksReferences: Bool = true) throws(Failure) -> RunDatabase {
        // A sweep of which all is known begins no attempt: what killed ones left goes here.
        try openStore().sweep()
        return try writeDatabase(checksReferences: checksReferences)
    }

    /// Where something prints to: `logs/NAME`, made when it is missing.
    package func logDirectory(_ name: String) throws(Failure) -> String {
        let directory = "\(path)/logs/\(name)"
        try FileSystem.local.makeDirectories(directory)
        return directory
    }

    /// Held by the process that coordinates a sweep; nil where another one does. It ends with the process.
    package func sweepLock(_ name: String) throws(Failure) -> FileLock? {
        try FileSystem.local.makeDirectories("\(path)/store/locks")
        return try FileLock.tryAcquire("\(path)/store/locks/sweep-\(name)")
    }
}
