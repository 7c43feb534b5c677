import Diagnostics
import Glibc
import Processes

/// Waits for a try of a command: passes its output on line by line, stops it when it takes too long, holds too much, or the run is
/// cancelled.
///
/// Memory is looked at, not rationed: every 50 ms what is resident of all of the command's processes is summed up. A limit on address space
/// (RLIMIT_AS) is another thing, which programs with large mappings break at once; control groups need rights that few users have. What is
/// taken within 50 ms is taken.
struct CommandSupervisor {
    private static let grace = 0.5
    let child: ChildProcess
    let context: StageContext
    let limits: CommandLimits
    /// When memory is looked at next.
    private var nextLook = 0.0
    private var partial: [UInt8] = []
    private var lastLines: [String] = []
    private var isOpen = true
    private var rest = 0.0001

    init(child: ChildProcess, context: StageContext, limits: CommandLimits) {
        self.child = child
        self.context = context
        self.limits = limits
    }

    /// How a try ended: nil is well.
    struct Outcome {
        var problem: CommandProblem?
        /// What it printed last, 20 lines at most, long ones cut.
        var lastLines: [String]
    }

    /// Throws `StageCancelled`.
    mutating func run() throws(StageCancelled) -> Outcome {
        let began = monotonicSeconds()
        var stopping: (reason: StopReason, since: Double)?
        while true {
            if let ending = isOpen ? waitForOutput() : waitForEnd() {
                drain()
                if !partial.isEmpty { emit(partial[...]) }
                return Outcome(problem: try problem(ending, stopped: stopping?.reason), lastLines: lastLines)
            }
            if let stopping {
                if stopping.reason.isUrgent || monotonicSeconds() - stopping.since > Self.grace { child.signal(SIGKILL) }
            } else if let reason = stopReason(since: began) {
                stopping = (reason, monotonicSeconds())
                // Afterwards nobody could tell whose they were.
                child.noteDescendants()
                child.signal(reason.isUrgent ? SIGKILL : SIGTERM)
            }
        }
    }

    private enum StopReason {
        case cancelled
        case problem(CommandProblem)

        /// It must not take more while it is asked to end.
        var isUrgent: Bool { if case .problem(.memory) = self { true } else { false } }
    }

    private mutating func stopReason(since began: Double) -> StopReason? {
        if context.isCancelled { return .cancelled }
        let now = monotonicSeconds()
        if let timeout = limits.timeout, now - began > timeout { return .problem(.timeout) }
        guard let limit = limits.memory, now >= nextLook else { return nil }
        let bytes = CommandProcesses.resident(child.process, limit: limit), took = monotonicSeconds() - now
        context.commandPeak.note(bytes)
        // On a machine with very many processes looking takes time, of which this may have a tenth.
        nextLook = now + max(0.05, 10 * took)
        return bytes > limit ? .problem(.memory(bytes)) : nil
    }

    private func problem(_ ending: ProcessEnding, stopped: StopReason?) throws(StageCancelled) -> CommandProblem? {
        switch (ending, stopped) {
        case (_, .cancelled): throw StageCancelled()
        case (_, .problem(let problem)): problem
        case (.exited(0), nil): nil
        case (.exited(let code), nil): .exitCode(code)
        case (.killed(let signal), nil): .signal(signal)
        }
    }

    /// Until there is output, or 50 ms have passed, or it has closed its output. Its ending, when it has ended.
    private mutating func waitForOutput() -> ProcessEnding? {
        var descriptor = pollfd(fd: child.output, events: Int16(POLLIN), revents: 0)
        if poll(&descriptor, 1, 50) > 0 { drain() }
        return child.poll()
    }

    /// A command that has closed its output mostly ends at once.
    private mutating func waitForEnd() -> ProcessEnding? {
        if let ending = child.poll() { return ending }
        pause(rest)
        rest = min(0.02, rest * 2)
        return child.poll()
    }

    private mutating func drain() {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while isOpen {
            let count = read(child.output, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { return }
            if count == 0 { isOpen = false } else { add(buffer[..<count]) }
        }
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>) {
        var pieces = bytes.split(separator: 10, omittingEmptySubsequences: false)
        let rest = pieces.removeLast()
        for piece in pieces {
            emit(partial + piece)
            partial = []
        }
        partial += rest
        // A line without end must not fill the memory.
        if partial.count > 1 << 20 {
            emit(partial[...])
            partial = []
        }
    }

    private mutating func emit(_ bytes: ArraySlice<UInt8>) {
        let line = String(decoding: bytes.last == 13 ? bytes.dropLast() : bytes, as: UTF8.self)
        context.log(line)
        lastLines.append(line.unicodeScalars.count > 300 ? String(line.unicodeScalars.prefix(300)) + " …" : line)
        if lastLines.count > 20 { lastLines.removeFirst() }
    }
}
