import Diagnostics
import Files

extension Store {
    /// What `collect` removed, or would remove.
    public struct Collection: Hashable, Sendable {
        public var actions = 0
        public var objects = 0
        public var checkpointChains = 0
        public var bytes = 0
        public init() {}
    }

    /// Removes what no kept action needs. Kept are the actions with the given keys, the objects in their outputs, the checkpoint
    /// chains they trained, and chains changed within a week (a training that was interrupted has no action yet) that `released` actions
    /// did not train. Throws `Failure` 75 while actions are in progress.
    public func collect(keeping keys: Set<Digest>, released: Set<Digest> = [], dryRun: Bool) throws(Failure) -> Collection {
        guard let lock = try FileLock.tryAcquireShared(try collectionLockPath(), exclusive: true, in: files) else {
            throw Failure(.busy, "\(root): actions are in progress", hint: "wait until they have finished")
        }
        defer { withExtendedLifetime(lock) {} }
        var collection = Collection(), objects: Set<String> = [], chains: Set<String> = [], removable: [String] = []
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
            if !dryRun { files.removeTree(directory) }
        }
        // Records first: an interruption leaves objects that nobody needs, not records whose objects are gone.
        if !dryRun {
            for path in removable + unreached { files.remove(path) }
            state.withLock { $0.verified.subtract(unreached) }
        }
        return collection
    }

    func collectionLockPath() throws(Failure) -> String { try directory("locks") + "/collection" }
}
