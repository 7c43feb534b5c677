import CSpawn
import Foundation
import Glibc

/// A program that was started with `posix_spawn` and is waited for by its number. Foundation's `Process` waits for a socket to close, which
/// whatever another thread starts in the same moment may hold open for as long as it lives.
final class SpawnedProcess {
    enum Ending: Equatable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    let id: pid_t
    private var ending: Ending?

    /// `output` and `errors`: files, written from their beginning. Standard input is /dev/null.
    init(_ program: String, _ arguments: [String], in folder: String, environment: [String: String], output: String, errors: String) throws
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        pipeline_spawn_change_directory(&actions, folder)
        pipeline_spawn_close_from(&actions, 3)
        var argv = ([program] + arguments).map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var number: pid_t = 0
        let code = posix_spawn(&number, program, &actions, nil, &argv, &envp)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
        id = number
    }

    deinit {
        guard poll() == nil else { return }
        kill(id, SIGKILL)
        _ = wait(seconds: 60)
    }

    /// Nil while it runs.
    func poll() -> Ending? {
        if let ending { return ending }
        var status: Int32 = 0
        guard waitpid(id, &status, WNOHANG) == id else { return nil }
        let signal = status & 0x7f
        ending = signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: signal)
        return ending
    }

    /// Nil where it still runs after so many seconds.
    func wait(seconds: Double) -> Ending? {
        let deadline = Date(timeIntervalSinceNow: seconds)
        var pause: UInt32 = 200
        while Date() < deadline {
            if let ending = poll() { return ending }
            usleep(pause)
            pause = min(pause * 2, 5000)
        }
        return poll()
    }
}
