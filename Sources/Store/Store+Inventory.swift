import Diagnostics

extension Store {
    /// What actions hold on disk.
    public struct Inventory: Hashable, Sendable {
        /// By action key: paths of the objects that it made and of its training's epochs.
        public var holdings: [Digest: Set<String>] = [:]
        /// By path.
        public var bytes: [String: Int] = [:]

        public init() {}
    }

    /// Reads every record; damaged ones hold nothing.
    public func inventory() throws(Failure) -> Inventory {
        var inventory = Inventory()
        for key in try actionKeys() {
            guard case .found(let record) = try action(key) else { continue }
            var paths: Set<String> = []
            for file in record.manifest.files {
                paths.insert(objectPath(file.digest))
                inventory.bytes[objectPath(file.digest)] = file.size
            }
            if let chain = record.facts["checkpoints"].flatMap(Digest.init(hex:)) {
                let directory = checkpointDirectory(chain)
                paths.insert(directory)
                if inventory.bytes[directory] == nil { inventory.bytes[directory] = files.treeSize(directory) }
            }
            inventory.holdings[key] = paths
        }
        return inventory
    }
}
