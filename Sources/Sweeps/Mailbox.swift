import Dispatch
import Orchestrator
import Threads

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

    /// Waits until something comes, not longer than so many seconds; then all that is there.
    func all(waiting seconds: Double) -> [Message] {
        guard available.wait(timeout: .now() + seconds) == .success else { return [] }
        let found = messages.withLock { messages in
            defer { messages = [] }
            return messages
        }
        for _ in found.dropFirst() { available.wait() }
        return found
    }
}
