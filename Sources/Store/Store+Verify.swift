import Diagnostics

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

    /// Reads every object, record and checkpoint and compares digests. What is damaged goes to quarantine.
    public func verify() throws(Failure) -> Verification {
        var result = Verification()
        for path in objectPaths() {
            let (digest, size) = try Digest.hashing(path: path)
            result.objects += 1
            result.bytes += size
            if path != objectPath(digest) { result.quarantined.append(try quarantine(path)) }
        }
        for key in actionKeys() {
            result.records += 1
            switch try action(key) {
            case .damaged(let path): result.quarantined.append(path)
            case .found(let record): if !artifact(record.manifest).missingFiles.isEmpty { result.incomplete.append(key) }
            case .missing: break
            }
        }
        for chain in checkpointChains() {
            for epoch in checkpointEpochs(chain) {
                _ = try checkpoint(chain, epoch: epoch) { result.quarantined.append($0) }
                result.records += 1
            }
        }
        return result
    }

    func objectPaths() -> [String] {
        directoryListing("\(root)/objects").flatMap { prefix in
            directoryListing("\(root)/objects/\(prefix)").map { "\(root)/objects/\(prefix)/\($0)" }
        }
    }

    func checkpointChains() -> [Digest] {
        directoryListing("\(root)/checkpoints").flatMap { directoryListing("\(root)/checkpoints/\($0)") }.compactMap(Digest.init(hex:))
    }
}
