import Diagnostics
import Glibc

/// A program in a process group of its own, its standard output and error in one pipe. The group is killed when this process dies,
/// however it dies (see `ProcessGuard`).
package final class ChildProcess {
    /// Also the id of the group.
    package let process: pid_t
    /// Where its output can be read; non-blocking.
    package let output: Int32
    private let marker: String
    private var ending: ProcessEnding?
    /// Descendants that left the group, as they were when the command was told to end.
    private var strays: [ProcessEntry] = []
    /// Bytes that its largest process had resident; 0 until it has ended.
    package private(set) var peakMemory = 0

    /// Starts `arguments[0]`, looked up in the environment's PATH by a shell that first puts the group under guard. `marker`: what the
    /// environment holds, by which whatever it starts is known.
    package init(arguments: [String], environment: [String: String], directory: String, marker: String) throws(Failure) {
        self.marker = marker
        let (reading, writing) = try Spawn.privatePipe()
        defer { close(writing) }
        // The guard's end is descriptor 3; `$$` is the group because the shell leads it.
        let script = "cd \"$1\" || exit 126; unset OLDPWD; shift; echo + $$ >&3; exec 3>&-; exec \"$@\""
        do throws(Failure) {
            process = try Spawn.start(
                ["/bin/sh", "-c", script, "sh", directory] + arguments, environment: environment,
                descriptors: [(writing, 1), (writing, 2), (try ProcessGuard.descriptor(), 3)])
        } catch {
            close(reading)
            throw error
        }
        output = reading
        _ = fcntl(output, F_SETFL, O_NONBLOCK)
    }

    /// Nil while it runs. Once it has ended, all that it left running is killed, in its group or out of it.
    package func poll(blocking: Bool = false) -> ProcessEnding? {
        if let ending { return ending }
        guard let end = ProcessEnding.wait(for: process, blocking: blocking) else { return nil }
        peakMemory = end.peakMemory
        signal(SIGKILL)
        for stray in strays where ProcessEntry(id: stray.id)?.isSame(as: stray) == true { kill(stray.id, SIGKILL) }
        CommandProcesses.killAll(marked: marker)
        ProcessGuard.release(process)
        ending = end.ending
        return ending
    }

    /// What descends from the command and left its group will be killed with it, also if it dropped its environment, by which others are
    /// known. To be called while their parents live.
    package func noteDescendants() { strays = CommandProcesses.members(of: process).filter { $0.group != process } }

    /// Sends a signal to the whole group.
    package func signal(_ number: Int32) { kill(-process, number) }

    deinit {
        if ending == nil {
            signal(SIGKILL)
            _ = poll(blocking: true)
        }
        close(output)
    }
}
