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
