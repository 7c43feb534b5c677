import Diagnostics
import Files
import Glibc

extension Store {
    /// What `collect` removed, or would remove.
    public struct Collection: Hashable, Sendable {
        public var actions = 0
        public var objects = 0
        public var checkpointChains = 0
        public var bytes = 0
        public init() {}
    }

    /// What to keep beside what is in use, and what may go that would be kept by itself.
    public struct Roots: Sendable {
        /// Keys of the actions that stay.
        public var kept: Set<Digest>
        /// Keys of actions whose trainings' epochs may go although they are recent.
        public var released: Set<Digest>

        public init(kept: Set<Digest>, released: Set<Digest> = []) { (self.kept, self.released) = (kept, released) }
    }

    /// Removes what no kept action needs. Kept are the actions with the given keys, the objects in their outputs, the checkpoint
    /// chains they trained, and chains changed within a week (a training that was interrupted has no action yet) that `released` actions
    /// did not train; and all that other living processes use. Blocks while another process collects; those that run wait meanwhile.
    public func collect(keeping keys: Set<Digest>, released: Set<Digest> = [], dryRun: Bool) throws(Failure) -> Collection {
        try collect(dryRun: dryRun) { Roots(kept: keys, released: released) }
    }

    /// `roots` is asked for after what others use has been read: a process that is not seen at its work any more has recorded it.
    public func collect(dryRun: Bool, _ roots: () throws(Failure) -> Roots) throws(Failure) -> Collection {
        if !dryRun { sweep() }  // the folders of processes that were killed
        var lock: FileLock?
        while !dryRun, lock == nil {
            lock = try FileLock.tryAcquireShared(try collectionLockPath(), exclusive: true, in: files)
            if lock == nil { usleep(5000) }
        }
        defer { withExtendedLifetime(lock) {} }
        let used = try uses.others(), roots = try roots()
        return try collect(roots.kept.union(used), roots.released.subtracting(used), used, dryRun: dryRun)
    }

    private func collect(_ keys: Set<Digest>, _ released: Set<Digest>, _ used: Set<Digest>, dryRun: Bool) throws(Failure) -> Collection {
        var collection = Collection(), objects = Set(used.map(objectPath)), chains = Set(used.map(\.hex)), removable: [String] = []
        var releasedChains: Set<String> = []
        for key in try actionKeys() {
            if keys.contains(key), case .found(let record) = try action(key) {
                objects.formUnion(record.manifest.files.map { objectPath($0.digest) })
                if let chain = record.facts["checkpoints"] { chains.insert(chain) }
            } else {
                if released.contains(key), case .found(let record) = try action(key), let chain = record.facts["checkpoints"] {
                    releasedChains.insert(chain)
                }
                removable.append(actionPath(key))
            }
        }
        collection.actions = removable.count
        let unreached = try objectPaths().filter { !objects.contains($0) }
        collection.objects = unreached.count
        collection.bytes = unreached.reduce(0) { $0 + (FileStatus(path: $1)?.size ?? 0) }
        let week = 7 * 24 * 3600 * 1_000_000_000
        for chain in try checkpointChains() where !chains.contains(chain.hex) {
            let directory = checkpointDirectory(chain)
            let isRecent = FileSystem.now() - (FileStatus(path: directory)?.modified ?? 0) < week
            if isRecent && !releasedChains.contains(chain.hex) { continue }
            collection.checkpointChains += 1
            collection.bytes += files.treeSize(directory)
            if !dryRun { discard(directory) }
        }
        // Records first: an interruption leaves objects that nobody needs, not records whose objects are gone.
        if !dryRun {
            for path in removable + unreached { files.remove(path) }
            state.withLock { $0.verified.subtract(unreached) }
        }
        return collection
    }

    /// Held, nothing runs in this store, and nothing begins. Nil while something runs.
    package func exclusively() throws(Failure) -> FileLock? {
        guard let lock = try FileLock.tryAcquireShared(try collectionLockPath(), exclusive: true, in: files) else { return nil }
        return try uses.others().isEmpty ? lock : nil
    }

    func collectionLockPath() throws(Failure) -> String { try directory("locks") + "/collection" }
}
