import Diagnostics
import Files
import Store
import Threads

/// The states of one training, epoch by epoch, kept under a key that leaves out how many epochs were asked for: asking for more goes on
/// where the last run stopped, whether it finished or was killed.
///
/// The first call takes the chain's lock and keeps it until the stage is over, waiting while another process trains the same chain.
public final class CheckpointChain: Sendable {
    private let node: Node
    private let store: Store
    private let attempt: Attempt
    private let cancellation: CancellationToken
    private let events: RunEvents
    private let components: ActionComponents
    private let key: Digest
    private let state: Mutex<State>

    private struct State {
        var startsOver: Bool
        var lock: FileLock?
        var resumedFrom: Int?
        var count = 0
    }

    init(
        node: Node, components: ActionComponents, store: Store, attempt: Attempt, cancellation: CancellationToken, events: RunEvents,
        startsOver: Bool
    ) {
        self.node = node
        self.store = store
        self.attempt = attempt
        self.cancellation = cancellation
        self.events = events
        (key, self.components) = components.chain(without: node.budgetParameters)
        state = Mutex(State(startsOver: startsOver))
    }

    /// Nil when the stage keeps no checkpoints.
    var keyIfUsed: Digest? { state.withLock { $0.lock == nil ? nil : key } }

    var resumedFrom: Int? { state.withLock { $0.resumedFrom } }

    /// A stage that does its work in another process went on from there.
    func note(resumedFrom epoch: Int) { state.withLock { $0.resumedFrom = epoch } }

    /// Epochs that are stored, ascending.
    public func epochs() throws -> [Int] {
        try open()
        return try store.checkpointEpochs(key)
    }

    /// The state after the last stored epoch that is not above `epoch`, checked byte by byte; nil when training starts at the beginning. A
    /// damaged one is quarantined, told of, and passed over. A forced stage finds none.
    public func latest(upTo epoch: Int) throws -> (epoch: Int, artifact: Artifact)? {
        for candidate in try epochs().reversed() where candidate <= epoch {
            guard let artifact = try artifact(epoch: candidate) else { continue }
            state.withLock { $0.resumedFrom = candidate }
            events.send { $0.nodeResumed(node, from: candidate) }
            return (candidate, artifact)
        }
        return nil
    }

    /// The state after one epoch, or nil.
    public func artifact(epoch: Int) throws -> Artifact? {
        try open()
        return try store.checkpoint(key, epoch: epoch) { place in
            let message = "the state of '\(node.name)' after epoch \(epoch) was damaged; it is now in \(place)"
            events.send { $0.warning(.warning(message, hint: "training goes on from an earlier epoch"), node: node.name) }
        }
    }

    /// Stores the state after an epoch. Either all of it is there afterwards, durably, or nothing.
    public func save(epoch: Int, seconds: Double = 0, _ write: (CheckpointWriter) throws -> Void) throws {
        try open()
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        let writer = try CheckpointWriter(directory: "\(attempt.directory)/.epoch-\(number)", files: store.files)
        try write(writer)
        _ = try store.saveCheckpoint(
            key, epoch: epoch, components: components, staging: writer.directory, files: try writer.files(), seconds: seconds, in: attempt)
    }

    /// Removes all other epochs and their bytes.
    public func retain(_ epochs: Set<Int>) throws {
        for epoch in try self.epochs() where !epochs.contains(epoch) {
            try store.dropCheckpoint(key, epoch: epoch, in: attempt)
        }
    }

    private func open() throws {
        if state.withLock({ $0.lock != nil }) { return }
        try store.use(key)
        guard let lock = try FileLock.acquire(try store.lockPath(key), in: store.files, unless: { cancellation.isCancelled }) else {
            throw StageCancelled()
        }
        let startsOver = state.withLock { state in
            defer { state.startsOver = false }
            state.lock = lock
            return state.startsOver
        }
        try store.dropUnfinishedCheckpoints(key, in: attempt)
        if startsOver {
            for epoch in try store.checkpointEpochs(key) { try store.dropCheckpoint(key, epoch: epoch, in: attempt) }
        }
    }
}
