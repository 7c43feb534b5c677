import Diagnostics
import Dispatch
import Engine
import Orchestrator
import Processes

/// A place for one worker process: started when there is work, kept for the next trial, started anew when it died.
final class WorkerSlot {
    let index: Int
    /// The trial that it is at work on.
    var trial: ActiveTrial?
    private let command: [String]
    private let environment: [String: String]
    private let log: String
    private let mailbox: Mailbox
    private var peer: PeerProcess?

    init(_ index: Int, command: [String], environment: [String: String], log: String, mailbox: Mailbox) {
        self.index = index
        self.command = command
        self.environment = environment
        self.log = log
        self.mailbox = mailbox
    }

    var isIdle: Bool { trial == nil }

    func send(_ order: WorkOrder) throws(Failure) {
        if peer == nil { try start() }
        peer?.send(order.line)
    }

    private func start() throws(Failure) {
        let peer = try PeerProcess(arguments: command, environment: environment, log: log)
        self.peer = peer
        let mailbox = mailbox, index = index
        DispatchQueue(label: "pipeline.sweep.worker-\(index)").async {
            while let line = peer.nextLine() {
                if let event = WorkerEvent(line: line) { mailbox.put(Mailbox.Message(slot: index, event: event)) }
            }
            mailbox.put(Mailbox.Message(slot: index))
        }
    }

    /// After the worker has closed its output: how it ended, in words.
    func reap() -> String {
        guard let ending = peer?.wait() else { return "the worker process is gone" }
        peer = nil
        switch ending {
        case .exited(let code): return "the worker process ended with code \(code); see \(log)"
        case .killed(let signal) where signal == 9:
            return "the worker process was killed (signal 9), as the kernel does when memory runs out; see \(log)"
        case .killed(let signal): return "the worker process died of signal \(signal); see \(log)"
        }
    }

    func stop() {
        guard let peer else { return }
        peer.send(WorkOrder.stop.line)
    }

    /// The worker ends by itself when its input does.
    func close() {
        peer?.closeInput()
        peer = nil
    }
}
