import Diagnostics
import Engine
import Glibc
import Synchronization

/// Turns Ctrl-C and `kill` into a clean stop: the first signal asks, the second ends the process at once.
struct SignalWatch {
    let token = sharedToken

    init() {
        // Both globals exist before a handler can want them; the handler itself only sets flags.
        _ = caughtSignal.load(ordering: .acquiring)
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                guard caughtSignal.compareExchange(expected: 0, desired: number, ordering: .acquiringAndReleasing).exchanged else {
                    _exit(128 + number)
                }
                sharedToken.cancel()
            }
        }
        unblock()
    }

    /// A program that starts this one from a thread with blocked signals hands that down, and Ctrl-C would do nothing.
    private func unblock() {
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGINT, SIGTERM] { sigaddset(&set, number) }
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// Nil when no signal came.
    var exitCode: ExitCode? {
        switch caughtSignal.load(ordering: .acquiring) {
        case SIGINT: .interrupted
        case SIGTERM: .terminated
        default: nil
        }
    }
}

private let sharedToken = CancellationToken()
private let caughtSignal = Atomic<Int32>(0)
