import Glibc
import Synchronization

/// Passes SIGINT and SIGTERM on to a child: those that a terminal does not send to the whole group, and a transfer that outlives its program
/// would go on writing.
package enum SignalRelay {
    private static let signals = [SIGINT, SIGTERM]

    /// Runs `body`. What it returned, and the signal that came meanwhile, if any, which has ended the child.
    package static func relay<Result>(to child: pid_t, while body: () throws -> Result) rethrows -> (result: Result, signal: Int32?) {
        // Both globals exist before a handler can want them.
        caughtSignal.store(0, ordering: .releasing)
        relayedProcess.store(child, ordering: .releasing)
        for number in signals {
            signal(number) { number in
                caughtSignal.store(number, ordering: .releasing)
                // Not the same signal, which it may have inherited as blocked; what it wrote is a beginning either way.
                let child = relayedProcess.load(ordering: .acquiring)
                if child > 0 { kill(child, SIGKILL) }
            }
        }
        unblock()
        defer {
            relayedProcess.store(0, ordering: .releasing)
            for number in signals { signal(number, SIG_DFL) }
        }
        let result = try body(), caught = caughtSignal.load(ordering: .acquiring)
        return (result, caught == 0 ? nil : caught)
    }

    /// A program that starts this one from a thread with blocked signals hands that down, and Ctrl-C would do nothing.
    private static func unblock() {
        var set = sigset_t()
        sigemptyset(&set)
        for number in signals { sigaddset(&set, number) }
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
}

private let relayedProcess = Atomic<Int32>(0)
private let caughtSignal = Atomic<Int32>(0)
