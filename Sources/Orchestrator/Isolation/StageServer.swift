import Diagnostics
import Dispatch
import Engine
import Glibc
import Stages
import Store
import Threads

/// Does stages' work for another process: requests come in, messages go out. It writes to the store and records nothing.
public final class StageServer: Sendable {
    private let store: Store
    private let write: @Sendable (String) -> Void
    private let cancellation = Mutex<CancellationToken?>(nil)

    /// `write` sends one line; it is called by several threads.
    public init(workspace: Workspace, write: @escaping @Sendable (String) -> Void) throws(Failure) {
        store = try workspace.openStore()
        self.write = write
    }

    /// Carries out requests on the calling thread until the input ends, which ends the process at once, whatever it is at: whoever asked for
    /// it is gone.
    public func serve(readingFrom descriptor: Int32) -> Never {
        preferDeath()
        let orders = Mutex<[(order: StageOrder, token: CancellationToken)]>([]), available = DispatchSemaphore(value: 0)
        DispatchQueue(label: "pipeline.stage.requests").async {
            var pending: [UInt8] = []
            while let line = nextLine(descriptor, &pending) {
                switch StageRequest(line: line) {
                case .perform(let order):
                    let token = CancellationToken()
                    self.cancellation.withLock { $0 = token }
                    orders.withLock { $0.append((order, token)) }
                    available.signal()
                case .stop: self.cancellation.withLock { $0?.cancel() }
                case nil: self.send(.failed(Failure(.internalError, "a stage's process was asked for what it does not know")))
                }
            }
            self.store.abandonAttempts()
            _exit(0)
        }
        while true {
            available.wait()
            guard let (order, token) = orders.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { continue }
            send(carryOut(order, token))
        }
    }

    private func carryOut(_ order: StageOrder, _ token: CancellationToken) -> StageMessage {
        do {
            let executor = try StageRegistry.executor(for: order.work)
            let done = try StageGuest.perform(order, executor, in: store, cancellation: token, listener: Reporter(server: self))
            return .done(done)
        } catch is StageCancelled {
            return .cancelled
        } catch {
            return .failed(error as? Failure ?? Failure(.internalError, "\(error)"))
        }
    }

    private func send(_ message: StageMessage) { write(message.line) }

    /// Where memory runs out, the kernel should take this process and not the one that keeps account of all.
    private func preferDeath() {
        let file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = "300".withCString { Glibc.write(file, $0, 3) }
        close(file)
    }

    private struct Reporter: StageListener {
        let server: StageServer

        func logged(_ line: String) { server.send(.logged(line)) }
        func printed(_ line: String) { server.send(.printed(line)) }
        func progressed(_ progress: StageProgress) { server.send(.progress(progress)) }
        func resumed(from epoch: Int) { server.send(.resumed(epoch: epoch)) }
        func warned(_ diagnostic: Diagnostic, isKept: Bool) { server.send(.warning(diagnostic, isKept: isKept)) }
        func measured(_ usage: ResourceUsage) { server.send(.measured(usage)) }
    }
}
