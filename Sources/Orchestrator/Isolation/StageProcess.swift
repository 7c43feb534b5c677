import Diagnostics
import Engine
import Files
import Processes
import Store
import Threads

/// One process that does stages' work, one after the other.
final class StageProcess: Sendable {
    private let peer: PeerProcess
    /// Holds its standard error, and goes with this object.
    private let attempt: Attempt
    /// How much of that has been passed on.
    private let read = Mutex(0)

    init(command: [String], environment: [String: String], attempt: Attempt) throws(Failure) {
        self.attempt = attempt
        peer = try PeerProcess(arguments: command, environment: environment, log: "\(attempt.directory)/stderr", leads: false)
    }

    var isAlive: Bool { peer.wait(blocking: false) == nil }

    /// It ended, or said what makes no sense.
    struct Death: Error {
        var ending: ProcessEnding?
        /// What it printed last to standard error, a few lines.
        var lastLines: [String]
    }

    /// Blocks until the stage is over: what it left, or what it threw. Throws `Death` where the process did not survive it.
    func perform(_ order: StageOrder, cancellation: CancellationToken, listener: any StageListener) throws(Death) -> Result<
        StageReturn, any Error
    > {
        peer.send(StageRequest.perform(order).line)
        var isTold = false
        while true {
            if cancellation.isCancelled, !isTold {
                isTold = true
                peer.send(StageRequest.stop.line)
            }
            switch peer.read(waiting: 50) {
            case .silence: continue
            case .end: throw death(listener)
            case .line(let line):
                guard let message = StageMessage(line: line) else {
                    peer.kill()
                    throw death(listener)
                }
                guard let result = handle(message, listener) else { continue }
                passErrorsOn(listener)
                return result
            }
        }
    }

    /// The end of the stage, when this is it.
    private func handle(_ message: StageMessage, _ listener: any StageListener) -> Result<StageReturn, any Error>? {
        switch message {
        case .logged(let line): listener.logged(line)
        case .printed(let line): listener.printed(line)
        case .progress(let progress): listener.progressed(progress)
        case .resumed(let epoch): listener.resumed(from: epoch)
        case .warning(let diagnostic, let isKept): listener.warned(diagnostic, isKept: isKept)
        case .measured(let usage): listener.measured(usage)
        case .done(let done): return .success(done)
        case .failed(let failure): return .failure(failure)
        case .cancelled: return .failure(StageCancelled())
        }
        return nil
    }

    /// What libraries print to standard error belongs in the stage's log.
    @discardableResult
    private func passErrorsOn(_ listener: any StageListener) -> [String] {
        let bytes = (try? FileSystem.local.read("\(attempt.directory)/stderr")) ?? []
        let new = read.withLock { read in
            defer { read = bytes.count }
            return bytes.dropFirst(read)
        }
        let lines = new.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
        for line in lines { listener.logged(line) }
        return lines
    }

    private func death(_ listener: any StageListener) -> Death {
        // Its output is closed; a process of which the system keeps an image ends a while later.
        var ending = peer.wait(blocking: false)
        for _ in 0..<3000 where ending == nil {
            pause(0.01)
            ending = peer.wait(blocking: false)
        }
        if ending == nil { peer.kill() }
        // Swift's own account of a crash goes to the log; what was printed before it says more in fewer lines.
        let lines = passErrorsOn(listener).prefix { !$0.hasPrefix("*** Signal ") && !$0.hasPrefix("*** Program crashed") }
        return Death(ending: ending, lastLines: lines.suffix(5).map { String($0.prefix(300)) })
    }

    /// Asks it to end.
    func closeInput() { peer.closeInput() }

    /// Waits a second for its end, which is due at once, then ends it.
    func close() {
        closeInput()
        for _ in 0..<1000 {
            if peer.wait(blocking: false) != nil { return }
            pause(0.001)
        }
        peer.kill()
        peer.wait()
    }
}
