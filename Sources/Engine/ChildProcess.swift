import CSpawn
import Diagnostics
import Files
import Glibc
import Store
import Threads

/// A program in a process group of its own, its standard output and error in one pipe. The group is killed when this process dies,
/// however it dies (see `ProcessGuard`). (The one file of this target that handles C strings: `posix_spawn` has no other form.)
final class ChildProcess {
    enum Ending: Hashable, Sendable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    /// Also the id of the group.
    let process: pid_t
    /// Where its output can be read; non-blocking.
    let output: Int32
    private let marker: String
    private var ending: Ending?
    /// Descendants that left the group, as they were when the command was told to end.
    private var strays: [ProcessEntry] = []
    /// Bytes that its largest process had resident; 0 until it has ended.
    private(set) var peakMemory = 0

    /// Starts `arguments[0]`, looked up in the environment's PATH by a shell that first puts the group under guard. `marker`: what the
    /// environment holds, by which whatever it starts is known.
    init(arguments: [String], environment: [String: String], directory: String, marker: String) throws(Failure) {
        self.marker = marker
        let (reading, writing) = try Self.privatePipe()
        defer { close(writing) }
        // The guard's end is descriptor 3; `$$` is the group because the shell leads it.
        let script = "cd \"$1\" || exit 126; unset OLDPWD; shift; echo + $$ >&3; exec 3>&-; exec \"$@\""
        do throws(Failure) {
            process = try Self.spawn(
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
    func poll(blocking: Bool = false) -> Ending? {
        if let ending { return ending }
        var status: Int32 = 0, result: pid_t, usage = rusage()
        repeat { result = wait4(process, &status, blocking ? 0 : WNOHANG, &usage) } while result < 0 && errno == EINTR
        if result == 0 { return nil }
        if result > 0 { peakMemory = usage.ru_maxrss * 1024 }
        signal(SIGKILL)
        for stray in strays where ProcessEntry(id: stray.id)?.isSame(as: stray) == true { kill(stray.id, SIGKILL) }
        CommandProcesses.killAll(marked: marker)
        ProcessGuard.release(process)
        let signal = status & 0x7f
        ending = result < 0 ? .exited(-1) : signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: signal)
        return ending
    }

    /// What descends from the command and left its group will be killed with it, also if it dropped its environment, by which others are
    /// known. To be called while their parents live.
    func noteDescendants() { strays = CommandProcesses.members(of: process).filter { $0.group != process } }

    /// Sends a signal to the whole group.
    func signal(_ number: Int32) { kill(-process, number) }

    deinit {
        if ending == nil {
            signal(SIGKILL)
            _ = poll(blocking: true)
        }
        close(output)
    }

    /// Between `pipe` and `FD_CLOEXEC` no child may start: it would keep the other end open.
    private static let starting = Mutex<Void>(())

    static func privatePipe() throws(Failure) -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        let isMade = starting.withLock { _ in
            guard pipe(&ends) == 0 else { return false }
            return ends.allSatisfy { fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }
        }
        guard isMade else { throw .system("open", "a pipe") }
        return (ends[0], ends[1])
    }

    /// `posix_spawn` in a new group, with standard input from /dev/null and the given descriptors, and no others.
    static func spawn(
        _ arguments: [String], environment: [String: String], descriptors: [(from: Int32, to: Int32)]
    ) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t(), attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (from, to) in descriptors { posix_spawn_file_actions_adddup2(&actions, from, to) }
        // Others may be inherited ones, or another thread's that do not close on exec: a child that lives on would keep them open.
        pipeline_spawn_close_from(&actions, max(3, (descriptors.map { $0.to }.max() ?? 0) + 1))
        // The child starts with no signal blocked or ignored, whatever this process does with its own.
        var none = sigset_t(), all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var argv = arguments.map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var process: pid_t = 0
        let number = starting.withLock { _ in posix_spawn(&process, arguments[0], &actions, &attributes, &argv, &envp) }
        guard number == 0 else { throw .system("start", arguments[0], number) }
        return process
    }
}
