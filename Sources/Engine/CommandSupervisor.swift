import Diagnostics
import Glibc

/// Waits for a command: passes its output on line by line, stops it when it takes too long or the run is cancelled.
struct CommandSupervisor {
    private static let grace = 0.5
    let child: ChildProcess
    let context: StageContext
    let timeout: Double?
    private var partial: [UInt8] = []
    private var lastLines: [String] = []
    private var isOpen = true
    private var pause: UInt32 = 100

    init(child: ChildProcess, context: StageContext, timeout: Double?) {
        self.child = child
        self.context = context
        self.timeout = timeout
    }

    mutating func run() throws {
        let began = Self.now()
        var stopping: (reason: StopReason, since: Double)?
        while true {
            let ending = isOpen ? waitForOutput() : waitForEnd()
            if let ending {
                drain()
                if !partial.isEmpty { emit(partial[...]) }
                return try finish(ending, stopped: stopping?.reason)
            }
            if let stopping {
                if Self.now() - stopping.since > Self.grace { child.signal(SIGKILL) }
            } else if let reason = stopReason(since: began) {
                stopping = (reason, Self.now())
                child.signal(SIGTERM)
            }
        }
    }

    private enum StopReason { case cancelled, timeout }

    private func stopReason(since began: Double) -> StopReason? {
        if context.isCancelled { return .cancelled }
        if let timeout, Self.now() - began > timeout { return .timeout }
        return nil
    }

    /// Until there is output, or 50 ms have passed, or it has closed its output. Its ending, when it has ended.
    private mutating func waitForOutput() -> ChildProcess.Ending? {
        var descriptor = pollfd(fd: child.output, events: Int16(POLLIN), revents: 0)
        if poll(&descriptor, 1, 50) > 0 { drain() }
        return child.poll()
    }

    /// A command that has closed its output mostly ends at once.
    private mutating func waitForEnd() -> ChildProcess.Ending? {
        if let ending = child.poll() { return ending }
        usleep(pause)
        pause = min(20_000, pause * 2)
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
        lastLines.append(line)
        if lastLines.count > 20 { lastLines.removeFirst() }
    }

    private func finish(_ ending: ChildProcess.Ending, stopped: StopReason?) throws {
        switch (ending, stopped) {
        case (_, .cancelled): throw StageCancelled()
        case (_, .timeout): throw failure("was stopped after \(timeout ?? 0) s", hint: "raise its timeout, or give it less to do")
        case (.exited(0), nil): return
        case (.exited(127), nil): throw failure("could not be started or found (exit code 127)", hint: "check the name and PATH")
        case (.exited(let code), nil): throw failure("ended with exit code \(code)", hint: nil)
        case (.killed(SIGKILL), nil):
            throw failure("was killed (signal 9)", hint: "often the system does this when memory runs out")
        case (.killed(let signal), nil): throw failure("was killed by signal \(signal)", hint: nil)
        }
    }

    private func failure(_ what: String, hint: String?) -> Failure {
        var message = "the command of '\(context.node.name)' \(what)"
        if !lastLines.isEmpty { message += "; the last lines of its output:\n" + lastLines.map { "    \($0)" }.joined(separator: "\n") }
        let place = context.log.pathIfWritten.map { "its whole output is in \($0)" }
        return Failure(.stageFailed, message, hint: [hint, place].compactMap { $0 }.joined(separator: "; "))
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
