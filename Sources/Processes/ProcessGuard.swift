import Diagnostics
import Glibc
import struct Synchronization.Atomic
import Threads

/// Kills the process groups of commands when this process dies, also by SIGKILL: a small shell waits at the other end of a pipe; when
/// the pipe
/// closes, whatever group is still under guard is killed. A parent-death signal would reach the command itself but not what it started.
///
/// Each command registers itself before it becomes the user's program, so there is no moment at which it is unguarded.
package enum ProcessGuard {
    private static let pipeEnd = Mutex<Int32?>(nil)

    package static let script = """
        trap '' HUP INT TERM
        cd /
        groups=' '
        while read -r operation group; do
            case $operation in
                +) groups="$groups$group " ;;
                -) groups="${groups%% $group *} ${groups#* $group }" ;;
            esac
        done
        for group in $groups; do kill -KILL "-$group"; done
        if [ -n "${1-}" ]; then
            for environment in $(grep -slF -e "$1" /proc/[0-9]*/environ); do
                process=${environment#/proc/}
                kill -KILL "${process%/environ}"
            done
        fi
        """

    /// In the environment of every command: a value by which it and all that it starts are known, also those that leave the group.
    package static let variable = "PIPELINE_COMMAND"
    private static let began = Atomic<Int>(0)

    /// Begins as those of all commands of this process do and of no other.
    package static func newMarker() -> String { "\(common)\(began.add(1, ordering: .relaxed).newValue)" }
    private static let common = "\(ProcessIdentity.current.text)."

    /// The end of the pipe that commands write to; starts the guard with the first.
    static func descriptor() throws(Failure) -> Int32 {
        do {
            return try pipeEnd.withLock { end in
                if let end { return end }
                let made = try start()
                end = made
                return made
            }
        } catch let failure as Failure { throw failure } catch { throw Failure(.internalError, "\(error)") }
    }

    static func release(_ group: pid_t) {
        pipeEnd.withLock { end in
            let line = Array("- \(group)\n".utf8)
            if let end { _ = write(end, line, line.count) }
        }
    }

    private static func start() throws(Failure) -> Int32 {
        let (reading, writing) = try Spawn.privatePipe()
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer {
            close(reading)
            close(nothing)
        }
        _ = try Spawn.start(
            ["/bin/sh", "-c", script, "sh", "\(variable)=\(common)"], environment: [:],
            descriptors: [(nothing, 1), (nothing, 2), (reading, 0)])
        return writing
    }
}
