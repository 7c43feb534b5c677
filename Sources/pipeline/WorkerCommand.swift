import ArgumentParser
import Glibc
import Orchestrator
import Threads

/// Carries out runs for a coordinating process. People have no use for it.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Carries out runs of a spec for a sweep: orders on standard input, events on standard output.",
        shouldDisplay: false)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let worker = try Worker(spec: spec.spec, overrides: spec.set, workspace: workspace.location, write: eventWriter())
        worker.serve(readingFrom: STDIN_FILENO)
    }
}

/// Does the work of single stages for `pipeline run`. People have no use for it.
struct StageWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stage-worker",
        abstract: "Does the work of stages for a run: requests on standard input, what comes of them on standard output.",
        shouldDisplay: false)

    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        // Ctrl-C is sent to both, and the run stops its stages in order.
        signal(SIGINT, SIG_IGN)
        try StageServer(workspace: workspace.location, write: eventWriter()).serve(readingFrom: STDIN_FILENO)
    }
}

/// Writes lines to what is standard output now, one at a time. Whatever prints there later by accident goes to standard error, so that it
/// does not get between the lines.
private func eventWriter() -> @Sendable (String) -> Void {
    let events = dup(STDOUT_FILENO)
    dup2(STDERR_FILENO, STDOUT_FILENO)
    let lock = Mutex<Void>(())
    return { line in lock.withLock { _ in write(line + "\n", to: events) } }
}

/// Ends the process where nobody listens any more.
private func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
        let count = bytes.withContiguousStorageIfAvailable { Glibc.write(descriptor, $0.baseAddress, $0.count) } ?? -1
        if count > 0 {
            bytes = bytes.dropFirst(count)
        } else if errno != EINTR {
            _exit(0)
        }
    }
}
