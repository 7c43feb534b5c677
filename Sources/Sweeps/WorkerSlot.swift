import Diagnostics
import Dispatch
import Engine
import Glibc
import Orchestrator
import Processes
import Threads

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
    private let stage = CurrentStage()

    /// What the worker is at work on, and dies of if it dies.
    private final class CurrentStage: Sendable {
        private let name = Mutex<String?>(nil)
        var value: String? {
            get { name.withLock { $0 } }
            set { name.withLock { $0 = newValue } }
        }
    }

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
        let stage = stage
        stage.value = nil
        DispatchQueue(label: "pipeline.sweep.worker-\(index)").async {
            while let line = peer.nextLine() {
                guard let event = WorkerEvent(line: line) else { continue }
                switch event {
                case .started(let node): stage.value = node
                case .finished, .done: stage.value = nil
                default: break
                }
                mailbox.put(Mailbox.Message(slot: index, event: event))
            }
            mailbox.put(Mailbox.Message(slot: index))
        }
    }

    /// After the worker has closed its output: how it ended, in words.
    func reap() -> String {
        guard let ending = peer?.wait() else { return "the worker process is gone" }
        peer = nil
        let who = stage.value.map { "'\($0)'" } ?? "the worker process"
        switch ending {
        case .exited(let code): return "\(who) ended its process with exit code \(code); see \(log)"
        case .killed(let signal) where signal == SIGKILL:
            return "\(who) was killed by \(SignalName.text(signal)), as the kernel does when memory runs out; see \(log)"
        case .killed(let signal): return "\(who) was killed by \(SignalName.text(signal)); see \(log)"
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
