import Diagnostics
import Files
import RunDatabase
import Store

/// Makes the run database again from the records in the store.
public struct DatabaseRebuilder: Sendable {
    public struct Outcome: Sendable {
        public var made = RunDatabase.Rebuilt()
        /// Where the database that was there is now.
        public var former: String?
        /// What could not be read or recorded.
        public var warnings: [Diagnostic] = []
    }

    private let workspace: Workspace
    private let store: Store

    /// Throws `Failure(.missingInput)` where there is no workspace.
    public init(_ workspace: Workspace) throws(Failure) {
        guard FileStatus(path: "\(workspace.path)/store")?.isDirectory == true else {
            throw Failure(
                .missingInput, "there is no workspace at \(workspace.path)",
                hint: "--workspace DIR or PIPELINE_WORKSPACE choose another place")
        }
        self.workspace = workspace
        store = try workspace.openStore()
    }

    /// What only the database there says is kept first, as far as it can be read; then it is moved aside. Throws `Failure(.busy)` while
    /// something runs.
    public func rebuild() throws(Failure) -> Outcome {
        guard let lock = try store.exclusively() else {
            throw Failure(.busy, "\(workspace.path): something runs here", hint: "wait until it has ended")
        }
        defer { withExtendedLifetime(lock) {} }
        var outcome = Outcome()
        outcome.warnings = salvaged().map { .warning("\($0) could not be read from the damaged database, and was not recorded elsewhere") }
        let files = FileSystem.local, path = workspace.databasePath
        if files.exists(path) {
            let former = "\(path).former-\(FileSystem.now() / 1_000_000)"
            for suffix in ["-wal", "-shm", ""] where files.exists(path + suffix) { try files.rename(path + suffix, to: former + suffix) }
            outcome.former = former
        }
        outcome.made = try RunDatabase.rebuild(at: path, from: workspace.recordsPath) ?? RunDatabase.Rebuilt()
        outcome.warnings += outcome.made.problems.map { .warning($0) }
        return outcome
    }

    private func salvaged() -> [String] {
        // Opening it for reading needs least of it; what is written goes into the records alone.
        guard FileSystem.local.exists(workspace.databasePath), let database = try? workspace.writeDatabase() else { return [] }
        return database.salvage()
    }
}
