import Diagnostics
import Files
import Synchronization
import Threads

extension Store {
    /// What `verify` found.
    public struct Verification: Hashable, Sendable {
        public var objects = 0
        /// Bytes read.
        public var bytes = 0
        public var records = 0
        /// Where damaged files are now.
        public var quarantined: [String] = []
        /// Keys of records whose output is not complete; they are made again when they are wanted.
        public var incomplete: [Digest] = []
        public var isWhole: Bool { quarantined.isEmpty && incomplete.isEmpty }
    }

    /// Reads every object, record and checkpoint and compares digests, on as many threads. What is damaged goes to quarantine.
    /// `progress` hears the bytes read so far, from any thread. Throws `Failure(.interrupted)` once `isCancelled`.
    public func verify(
        threads: Int = 1, isCancelled: @Sendable () -> Bool = { false }, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(Failure) -> Verification {
        let objects = try objectPaths(), bytes = Atomic<Int>(0)
        var result = Verification()
        result.objects = objects.count
        let damaged = try blocks(objects.count, threads, isCancelled) { number in
            let path = objects[number], digest: Digest, size: Int
            do { (digest, size) = try Digest.hashing(path: path, in: self.files) } catch  where !self.files.exists(path) {
                return []  // Collected since they were listed.
            }
            progress(bytes.wrappingAdd(size, ordering: .relaxed).newValue)
            return path == self.objectPath(digest) ? [] : [try self.quarantine(path)]
        }
        result.quarantined = damaged.flatMap { $0 }
        result.bytes = bytes.load(ordering: .relaxed)
        for key in try actionKeys() {
            result.records += 1
            switch try action(key) {
            case .damaged(let path): result.quarantined.append(path)
            case .found(let record):
                // A collection removes a record before what it names, so a second look tells.
                guard !artifact(record.manifest).missingFiles.isEmpty, case .found(let record) = try action(key) else { continue }
                if !artifact(record.manifest).missingFiles.isEmpty { result.incomplete.append(key) }
            case .missing: break
            }
        }
        try verifyCheckpoints(&result, threads, isCancelled)
        return result
    }

    private func verifyCheckpoints(
        _ result: inout Verification, _ threads: Int, _ isCancelled: @Sendable () -> Bool
    ) throws(Failure) {
        var epochs: [(chain: Digest, epoch: Int)] = []
        for chain in try checkpointChains() { epochs += try checkpointEpochs(chain).map { (chain, $0) } }
        let all = epochs
        let damaged = try blocks(all.count, threads, isCancelled) { number in
            [try self.verifyCheckpoint(all[number].chain, epoch: all[number].epoch)].compactMap(\.self)
        }
        result.records += all.count
        result.quarantined += damaged.flatMap { $0 }
    }

    private func blocks(
        _ count: Int, _ threads: Int, _ isCancelled: @Sendable () -> Bool, _ body: @escaping @Sendable (Int) throws -> [String]
    ) throws(Failure) -> [[String]] {
        do { return try runBlocks("verify", count, threads: threads, isCancelled: isCancelled) { body } } catch {
            throw error as? Failure ?? Failure(.internalError, "\(error)")
        }
    }

    /// Removes the records of the given actions, so that nothing names what is not there. The next run that wants one makes it again.
    public func forget(_ actions: [Digest]) throws(Failure) {
        for key in actions {
            guard let lock = try FileLock.tryAcquire(try lockPath(key), in: files) else { continue }
            defer { withExtendedLifetime(lock) {} }
            // Whoever held the lock may have made it whole.
            guard case .found(let record) = try action(key), !artifact(record.manifest).missingFiles.isEmpty else { continue }
            files.remove(actionPath(key))
        }
    }

    func objectPaths() throws(Failure) -> [String] { try paths(under: "objects") }

    func checkpointChains() throws(Failure) -> [Digest] {
        try paths(under: "checkpoints").compactMap { path in path.split(separator: "/").last.flatMap { Digest(hex: String($0)) } }
    }

    /// What is in the directories of two digits. Throws where one cannot be listed: what is not seen must not be taken for missing.
    func paths(under name: String) throws(Failure) -> [String] {
        var paths: [String] = []
        for prefix in try files.list("\(root)/\(name)") {
            let directory = "\(root)/\(name)/\(prefix)"
            paths += try files.list(directory).map { "\(directory)/\($0)" }
        }
        return paths
    }
}
