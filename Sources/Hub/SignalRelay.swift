import Dispatch
import Glibc
import Threads

/// Passes Ctrl-C (and SIGTERM) on to a child: Foundation gives children a process group of their own, which a terminal does not reach,
/// and a transfer that outlives its program would go on writing.
final class SignalRelay: Sendable {
    private static let signals = [SIGINT, SIGTERM]
    private let received = Mutex<Int32>(0)

    /// Runs `body`. A signal that came meanwhile ends the child `process`, and then this process in the usual way.
    func relay<Result>(to process: pid_t, while body: () throws -> Result) rethrows -> Result {
        let sources = Self.signals.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                self.received.withLock { $0 = number }
                // Not SIGTERM, which it may have inherited as blocked; what it wrote is a beginning either way.
                kill(process, SIGKILL)
            }
            source.resume()
            return source
        }
        defer {
            for source in sources { source.cancel() }
            for number in Self.signals { signal(number, SIG_DFL) }
            let number = received.withLock { $0 }
            if number != 0 { raise(number) }
        }
        return try body()
    }
}
