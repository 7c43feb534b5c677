import Synchronization

/// The delegate of one run. Closed when the run returns: a stage that did not stop in time is no longer heard.
final class RunEvents: Sendable {
    private let delegate: any EngineDelegate
    private let isOpen = Atomic<Bool>(true)

    init(_ delegate: any EngineDelegate) { self.delegate = delegate }

    func send(_ call: (any EngineDelegate) -> Void) {
        if isOpen.load(ordering: .acquiring) { call(delegate) }
    }

    func close() { isOpen.store(false, ordering: .releasing) }
}
