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
        for path in try objectPaths() {
            let (digest, size) = try Digest.hashing(path: path, in: files)
            result.objects += 1
            result.bytes += size
            if path != objectPath(digest) { result.quarantined.append(try quarantine(path)) }
        }
        for key in try actionKeys() {
            result.records += 1
            switch try action(key) {
            case .damaged(let path): result.quarantined.append(path)
            case .found(let record): if !artifact(record.manifest).missingFiles.isEmpty { result.incomplete.append(key) }
            case .missing: break
            }
        }
        for chain in try checkpointChains() {
            for epoch in try checkpointEpochs(chain) {
                _ = try checkpoint(chain, epoch: epoch) { result.quarantined.append($0) }
                result.records += 1
            }
        }
        return result
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
