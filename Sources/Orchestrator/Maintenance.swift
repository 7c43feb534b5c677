import Diagnostics
import Store

/// Looking after a workspace's store.
public struct Maintenance: Sendable {
    private let workspace: Workspace
    private let store: Store

    public init(_ workspace: Workspace) throws(Failure) {
        self.workspace = workspace
        // Asking first for the database keeps a mistyped workspace from being made.
        _ = try workspace.readDatabase()
        store = try workspace.openStore()
    }

    /// Compares every stored byte with its digest; what is damaged goes to quarantine and is made again when it is wanted.
    public func verify() throws(Failure) -> Store.Verification { try store.verify() }

    /// Removes what no run on record needs.
    public func collect(dryRun: Bool) throws(Failure) -> Store.Collection {
        let keys = try workspace.readDatabase().actionKeys().compactMap { Digest(hex: $0) }
        return try store.collect(keeping: Set(keys), dryRun: dryRun)
    }
}
