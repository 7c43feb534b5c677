import Diagnostics
import Files
import Parameters
import Store
import Threads

/// What a stage made of pieces of its inputs, one volume of files after the other, for whatever inputs come next: an encoder that has
/// encoded a text once need not do so again because another text was added.
///
/// Making one takes the library's lock and keeps it as long as the object lives, waiting while another process uses it. A volume that was
/// added is durable, also when the stage is killed afterwards.
public final class Library: Sendable {
    let key: Digest
    private let node: Node
    private let store: Store
    private let attempt: Attempt
    private let events: RunEvents
    private let components: ActionComponents
    private let lock: FileLock
    private let added = Mutex(0)

    init(
        node: Node, components: ActionComponents, parameters: ParameterValue, store: Store, attempt: Attempt,
        cancellation: CancellationToken, events: RunEvents, startsOver: Bool
    ) throws {
        self.node = node
        self.store = store
        self.attempt = attempt
        self.events = events
        (key, self.components) = components.library(of: parameters)
        try store.use(key)
        guard let lock = try FileLock.acquire(try store.lockPath(key), in: store.files, unless: { cancellation.isCancelled }) else {
            throw StageCancelled()
        }
        self.lock = lock
        try store.dropUnfinishedCheckpoints(key, in: attempt)
        if startsOver { for volume in try store.checkpointEpochs(key) { try store.dropCheckpoint(key, epoch: volume, in: attempt) } }
    }

    /// All volumes that are intact, oldest first. A damaged one is quarantined, told of, and passed over.
    public func volumes() throws -> [Artifact] {
        let node = node, events = events
        return try store.checkpointEpochs(key).compactMap { number in
            try store.checkpoint(key, epoch: number) { place in
                let message = "volume \(number) of what '\(node.name)' made before was damaged; it is now in \(place)"
                events.send { $0.warning(.warning(message, hint: "what it held is made again"), node: node.name) }
            }
        }
    }

    /// Stores a volume: all of it is there afterwards, durably, or nothing.
    @discardableResult public func add(seconds: Double = 0, _ write: (CheckpointWriter) throws -> Void) throws -> Artifact {
        let count = added.withLock { added in
            added += 1
            return added
        }
        let writer = try CheckpointWriter(directory: "\(attempt.directory)/.volume-\(count)", files: store.files)
        try write(writer)
        return try store.saveCheckpoint(
            key, epoch: (store.checkpointEpochs(key).last ?? 0) + 1, components: components, staging: writer.directory,
            files: try writer.files(), seconds: seconds, in: attempt)
    }
}
