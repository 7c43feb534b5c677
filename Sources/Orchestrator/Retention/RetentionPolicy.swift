import Diagnostics
import RunDatabase
import Store

/// Which runs' results make way. Runs that are running, that somebody tagged, and sweeps' best trials always keep theirs; the rows of a run
/// stay whatever happens to its results.
public struct RetentionPolicy: Hashable, Sendable {
    /// Results of the latest so many runs of each experiment stay.
    public var keepLast: Int?
    /// Only results that were last used so many seconds ago go.
    public var olderThan: Double?
    /// Then results go, the least recently used first, until no more than so many bytes are left.
    public var maxSize: Int?

    public init(keepLast: Int? = nil, olderThan: Double? = nil, maxSize: Int? = nil) {
        self.keepLast = keepLast
        self.olderThan = olderThan
        self.maxSize = maxSize
    }

    /// A run whose results go.
    public struct Release: Hashable, Sendable {
        public var run: RetainedRun
        /// What only this run, of those that were left, still needed.
        public var bytes: Int
    }

    /// The runs to release, in the order in which they go. Pure.
    public func releases(_ runs: [RetainedRun], _ inventory: Store.Inventory, now: Timestamp = .now) -> [Release] {
        var ledger = RetentionLedger(runs, inventory), releases: [Release] = []
        let oldest = runs.sorted { ($0.lastUsed, $0.id) < ($1.lastUsed, $1.id) }
        let expired = self.expired(oldest, now: now)
        for run in oldest where expired.contains(run.id) { releases.append(Release(run: run, bytes: ledger.release(run))) }
        guard let maxSize else { return releases }
        for run in oldest where run.pin == nil && !expired.contains(run.id) {
            if ledger.bytes <= maxSize { break }
            releases.append(Release(run: run, bytes: ledger.release(run)))
        }
        return releases
    }

    /// Ids of those that age and number let go; none where neither is limited.
    private func expired(_ oldest: [RetainedRun], now: Timestamp) -> Set<String> {
        guard keepLast != nil || olderThan != nil else { return [] }
        var seen: [String: Int] = [:], expired: Set<String> = []
        for run in oldest.reversed() {
            let newer = seen[run.experiment, default: 0]
            seen[run.experiment] = newer + 1
            let isOld = olderThan.map { now.seconds(since: run.lastUsed) > $0 } ?? true
            if run.pin == nil && isOld && newer >= keepLast ?? 0 { expired.insert(run.id) }
        }
        return expired
    }
}

/// Who needs which path, while runs are released one after another.
private struct RetentionLedger {
    private let inventory: Store.Inventory
    private var users: [String: Int] = [:]
    /// Of all paths that a run still needs.
    private(set) var bytes = 0

    init(_ runs: [RetainedRun], _ inventory: Store.Inventory) {
        self.inventory = inventory
        for run in runs { for path in paths(of: run) { users[path, default: 0] += 1 } }
        bytes = users.keys.reduce(0) { $0 + (inventory.bytes[$1] ?? 0) }
    }

    /// How many bytes nobody needs any more.
    mutating func release(_ run: RetainedRun) -> Int {
        var freed = 0
        for path in paths(of: run) {
            users[path, default: 0] -= 1
            if users[path] == 0 { freed += inventory.bytes[path] ?? 0 }
        }
        bytes -= freed
        return freed
    }

    private func paths(of run: RetainedRun) -> Set<String> {
        run.actionKeys.compactMap(Digest.init(hex:)).reduce(into: []) { $0.formUnion(inventory.holdings[$1] ?? []) }
    }
}
