import Diagnostics
import Store
import Threads

/// What plans that follow each other closely need not ask the store twice: what last ran under a scope's names, and records and outputs
/// that were found. What was missing is asked for again, since somebody may be making it. Do not keep it for longer than outputs may be
/// trusted to stay.
package final class PlanMemory: Sendable {
    private struct Known {
        var scopes: [String: ScopeIndex] = [:]
        var records: [Digest: ActionRecord] = [:]
        /// Keys of actions whose output is there, with the size that the record says.
        var whole: Set<Digest> = []
    }

    private let known = Mutex(Known())

    package init() {}

    func scopeIndex(_ scope: String, in store: Store) throws(Failure) -> ScopeIndex {
        if let index = known.withLock({ $0.scopes[scope] }) { return index }
        let index = try store.scopeIndex(scope)
        known.withLock { $0.scopes[scope] = index }
        return index
    }

    func action(_ key: Digest, in store: Store) throws(Failure) -> Store.Lookup {
        if let record = known.withLock({ $0.records[key] }) { return .found(record) }
        let lookup = try store.action(key)
        if case .found(let record) = lookup { known.withLock { $0.records[key] = record } }
        return lookup
    }

    func missingFiles(of record: ActionRecord, _ artifact: Artifact) -> [String] {
        if known.withLock({ $0.whole.contains(record.key) }) { return [] }
        let missing = artifact.missingFiles
        if missing.isEmpty { known.withLock { _ = $0.whole.insert(record.key) } }
        return missing
    }
}
