import Dispatch
import Orchestrator
import Synchronization

/// What reaches the coordinator from the threads that read what workers say.
final class Mailbox: Sendable {
    struct Message: Sendable {
        var slot: Int
        /// Nil: the worker has closed its output, it is ending.
        var event: WorkerEvent?
    }

    private let messages = Mutex<[Message]>([])
    private let available = DispatchSemaphore(value: 0)

    func put(_ message: Message) {
        messages.withLock { $0.append(message) }
        available.signal()
    }

    /// Nil when nothing came for so long.
    func next(waiting seconds: Double) -> Message? {
        guard available.wait(timeout: .now() + seconds) == .success else { return nil }
        return messages.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
}
