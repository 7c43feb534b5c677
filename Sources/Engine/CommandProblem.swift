import Glibc

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
        case .signal(SIGKILL): "was killed (signal 9)"
        case .signal(let number): "was killed by signal \(number)"
        case .timeout: "was stopped after \(spoken(limits.timeout ?? 0)), its timeout"
        case .memory(let bytes): "was killed with \(spokenBytes(bytes)) of memory, above its limit of \(spokenBytes(limits.memory ?? 0))"
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

/// `0.2 s`, `90 s`, `10 min`, `1.5 h`.
func spoken(_ seconds: Double) -> String {
    switch seconds {
    case ..<120: shortest(seconds) + " s"
    case ..<7200: shortest(seconds / 60) + " min"
    default: shortest(seconds / 3600) + " h"
    }
}

/// `512 kB`, `1.5 GB`.
func spokenBytes(_ bytes: Int) -> String {
    let units: [(name: String, size: Double)] = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)]
    for unit in units where Double(bytes) >= unit.size { return shortest(Double(bytes) / unit.size) + " " + unit.name }
    return "\(bytes) B"
}

/// With two digits after the point at most.
private func shortest(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return Int(exactly: rounded).map { "\($0)" } ?? "\(rounded)"
}
