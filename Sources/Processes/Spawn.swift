import CSpawn
import Diagnostics
import Files
import Glibc
import Threads

/// The one place where this program starts others. (And the one file of this target that handles C strings: `posix_spawn` has no other
/// form.)
package enum Spawn {
    /// Between `pipe` and `FD_CLOEXEC` no child may start: it would keep the other end open.
    private static let starting = Mutex<Void>(())

    package static func privatePipe() throws(Failure) -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        let isMade = starting.withLock { _ in
            guard pipe(&ends) == 0 else { return false }
            return ends.allSatisfy { fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }
        }
        guard isMade else { throw .system("open", "a pipe") }
        return (ends[0], ends[1])
    }

    /// Starts `arguments[0]`, looked up in this program's PATH, with standard input from /dev/null and the given descriptors, and no
    /// others. `leads`: a process group of its own.
    package static func start(
        _ arguments: [String], environment: [String: String], directory: String? = nil,
        descriptors: [(from: Int32, to: Int32)], leads: Bool = true
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
        if let directory { pipeline_spawn_change_directory(&actions, directory) }
        // Others may be inherited ones, or another thread's that do not close on exec: a child that lives on would keep them open.
        pipeline_spawn_close_from(&actions, max(3, (descriptors.map { $0.to }.max() ?? 0) + 1))
        // The child starts with no signal blocked or ignored, whatever this process does with its own.
        var none = sigset_t(), all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (leads ? POSIX_SPAWN_SETPGROUP : 0)))
        var argv = arguments.map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var process: pid_t = 0
        let number = starting.withLock { _ in posix_spawnp(&process, arguments[0], &actions, &attributes, &argv, &envp) }
        guard number == 0 else { throw .system("start", arguments[0], number) }
        return process
    }
}
