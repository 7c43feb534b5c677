import Diagnostics
import RunDatabase
import Store

/// Looking after a workspace's store.
public struct Maintenance: Sendable {
    private let workspace: Workspace
    private let store: Store

    public init(_ workspace: Workspace) throws(Failure) {
        self.workspace = workspace
        // Asking first for the database keeps a mistyped workspace from being made. A damaged one is there.
        do throws(Failure) { _ = try workspace.readDatabase() } catch  where error.code != .missingInput {}
        store = try workspace.openStore()
    }

    /// Compares every stored byte with its digest; what is damaged goes to quarantine and is made again when it is wanted.
    public func verify(
        threads: Int = 1, isCancelled: @Sendable () -> Bool = { false }, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(Failure) -> Store.Verification {
        try store.verify(threads: threads, isCancelled: isCancelled, progress: progress)
    }

    /// What SQLite finds wrong with the database; none where it is whole.
    public func databaseProblems() -> [String] {
        do throws(Failure) { return try workspace.readDatabase().problems() } catch { return error.diagnostics.map(\.message) }
    }

    /// What the store has on record and the database lacks.
    public func lackingRecords() throws(Failure) -> LackingRecords { try workspace.readDatabase().lackingRecords() }

    /// Where what the store keeps of runs differs from what the database says; none where both agree.
    public func recordProblems() throws(Failure) -> [String] {
        // Whoever opens it to write adds what a process that died, or an older version, did not; where nothing can be written, that is said.
        // Of an older copy of the database that is left to `mendRecords`.
        if try lackingRecords().isEmpty { _ = try? workspace.writeDatabase() }
        return try workspace.readDatabase().recordProblems()
    }

    /// Makes the store's records agree with a sound database again.
    public func mendRecords() throws(Failure) { try workspace.writeDatabase().recordAgain() }

    /// A result that is not complete, and what making it again will take.
    public struct Lost: Hashable, Sendable {
        /// As the spec names it; the action's key where the record does not say.
        public var node: String
        /// The experiment that made it.
        public var experiment: String
        /// What it took then.
        public var seconds: Double
    }

    /// What was recorded of these actions.
    public func lost(_ actions: [Digest]) throws(Failure) -> [Lost] {
        var lost: [Lost] = []
        for key in actions {
            guard case .found(let record) = try store.action(key) else { continue }
            lost.append(
                Lost(node: record.facts["node"] ?? key.short, experiment: record.facts["scope"] ?? "", seconds: record.seconds))
        }
        return lost
    }

    /// Removes the records of results that are not complete.
    public func forget(_ actions: [Digest]) throws(Failure) { try store.forget(actions) }

    /// What `collect` did, or would do.
    public struct Collected: Sendable {
        public var removed: Store.Collection
        /// Runs on record whose results the policy let go.
        public var releases: [RetentionPolicy.Release]
        /// Runs that kept theirs because they run, are tagged, or are a sweep's best, though the policy is about everything.
        public var pinned: [RetainedRun]
        /// What the store has on record and the database lacked: it keeps its results.
        public var lacking: LackingRecords
    }

    /// Removes what no run on record needs, and what the policy lets go.
    public func collect(_ policy: RetentionPolicy = RetentionPolicy(), dryRun: Bool) throws(Failure) -> Collected {
        let lacking = try lackingRecords()
        // Adds what the database lacks.
        if !dryRun { _ = try workspace.writeDatabase() }
        let database = try workspace.readDatabase()
        var unrecorded = LackingRecords(), runs: [RetainedRun] = [], releases: [RetentionPolicy.Release] = []
        let removed = try store.collect(dryRun: dryRun) { () throws(Failure) in
            unrecorded = try database.lackingRecords()
            runs = try database.retainedRuns()
            releases = policy == RetentionPolicy() ? [] : policy.releases(runs, try store.inventory())
            let gone = Set(releases.map(\.run.id))
            let kept = Set(runs.filter { !gone.contains($0.id) }.flatMap(\.actionKeys)).union(unrecorded.actionKeys)
            let released = Set(releases.flatMap(\.run.actionKeys)).subtracting(kept)
            return Store.Roots(kept: Set(kept.compactMap { Digest(hex: $0) }), released: Set(released.compactMap { Digest(hex: $0) }))
        }
        if !dryRun {
            try workspace.writeDatabase().tidyRecords()
            try workspace.removeLogs(except: try database.logPaths().union(unrecorded.logPaths))
        }
        return Collected(removed: removed, releases: releases, pinned: runs.filter { $0.pin != nil }, lacking: lacking)
    }
}
