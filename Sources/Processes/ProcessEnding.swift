import Glibc

/// How a process ended.
package enum ProcessEnding: Hashable, Sendable {
    case exited(Int32)
    case killed(signal: Int32)

    /// As a shell says it: the exit code, or 128 + the signal.
    package var code: Int32 {
        switch self {
        case .exited(let code): code
        case .killed(let signal): 128 + signal
        }
    }

    /// Waits for a child of this process, or with `blocking: false` looks whether it has ended: nil while it runs. One that somebody else has
    /// waited for counts as ended with −1. The second value: bytes that its largest process had resident.
    package static func wait(for process: pid_t, blocking: Bool = true) -> (ending: ProcessEnding, peakMemory: Int)? {
        var status: Int32 = 0, result: pid_t, usage = rusage()
        repeat { result = wait4(process, &status, blocking ? 0 : WNOHANG, &usage) } while result < 0 && errno == EINTR
        if result == 0 { return nil }
        if result < 0 { return (.exited(-1), 0) }
        let signal = status & 0x7f
        return (signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: signal), usage.ru_maxrss * 1024)
    }
}
