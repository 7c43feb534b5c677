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
        // Whatever prints to standard output by accident must not get between the events.
        let events = dup(STDOUT_FILENO)
        dup2(STDERR_FILENO, STDOUT_FILENO)
        let lock = Mutex<Void>(())
        let worker = try Worker(spec: spec.spec, overrides: spec.set, workspace: workspace.location) { line in
            lock.withLock { _ in write(line + "\n", to: events) }
        }
        worker.serve(readingFrom: STDIN_FILENO)
    }
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
