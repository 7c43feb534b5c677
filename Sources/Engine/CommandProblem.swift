import Glibc
import Processes
import Quantities

/// Why a try of a command did not succeed.
enum CommandProblem: Hashable, Sendable {
    case exitCode(Int32)
    case signal(Int32)
    case timeout
    /// With the bytes that it had resident.
    case memory(Int)

    /// Whether another try may end otherwise. A program that is not there, and one that needs more memory than it may have, will not.
    var mayPass: Bool {
        switch self {
        case .exitCode(126), .exitCode(127), .memory: false
        case .exitCode, .signal, .timeout: true
        }
    }

    func text(_ limits: CommandLimits) -> String {
        switch self {
        case .exitCode(127): "could not be started or found (exit code 127)"
        case .exitCode(126): "could not be executed (exit code 126)"
        case .exitCode(let code): "ended with exit code \(code)"
        case .signal(let number): "was killed by \(SignalName.text(number))"
        case .timeout: "was stopped after \(formatDuration(limits.timeout ?? 0)), its timeout"
        case .memory(let bytes): "was killed with \(formatBytes(bytes)) of memory, above its limit of \(formatBytes(limits.memory ?? 0))"
        }
    }

    var hint: String? {
        switch self {
        case .exitCode(127): "check the name and PATH"
        case .exitCode(126): "is it a program, and may it be executed?"
        case .exitCode: nil
        case .signal(SIGKILL):
            "often the system does this when memory runs out: run fewer stages at a time (--jobs 1); "
                + "with memory: 2GB in its stage it ends with a message instead"
        case .signal: nil
        case .timeout: "raise timeout in its stage, or give it less to do"
        case .memory: "raise memory in its stage, or let it hold less at a time"
        }
    }
}
