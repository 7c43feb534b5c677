import Synchronization

/// Asks a run to stop. `cancel` may be called from any thread and from a signal handler: it only sets a flag, which the engine looks
/// at every 50 ms.
public final class CancellationToken: Sendable {
    private let flag = Atomic<Bool>(false)

    public init() {}

    public func cancel() { flag.store(true, ordering: .releasing) }

    public var isCancelled: Bool { flag.load(ordering: .acquiring) }
}

/// Thrown by `StageContext.checkCancellation()`; a stage lets it pass.
public struct StageCancelled: Error, Hashable, Sendable {
    public init() {}
}
