import Diagnostics
import Glibc
import Synchronization

/// Passes Ctrl-C (and SIGTERM) on to a child: Foundation gives children a process group of their own, which a terminal does not reach,
/// and a transfer that outlives its program would go on writing.
enum SignalRelay {
    private static let signals = [SIGINT, SIGTERM]

    /// Runs `body`. Throws where a signal came meanwhile, which has ended the child.
    static func relay<Result>(to child: pid_t, while body: () throws -> Result) throws -> Result {
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
        let result = try body()
        switch caughtSignal.load(ordering: .acquiring) {
        case 0: return result
        case SIGINT: throw stopped(.interrupted)
        default: throw stopped(.terminated)
        }
    }

    /// A program that starts this one from a thread with blocked signals hands that down, and Ctrl-C would do nothing.
    private static func unblock() {
        var set = sigset_t()
        sigemptyset(&set)
        for number in signals { sigaddset(&set, number) }
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    private static func stopped(_ code: ExitCode) -> Failure {
        Failure(code, "stopped before all had arrived", hint: "the same command goes on where it stopped")
    }
}

private let relayedProcess = Atomic<Int32>(0)
private let caughtSignal = Atomic<Int32>(0)
