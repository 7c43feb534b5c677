import Diagnostics
import Files
import Glibc
import Threads

/// A process that works for this one: lines go to its standard input, lines come from its standard output; what it prints to standard error
/// goes to a file. It is expected to end by itself when its input ends, which it does however this process dies.
package final class PeerProcess: Sendable {
    package let process: pid_t
    private let input: Mutex<Int32>
    private let output: Int32
    /// What was read and not yet handed out; used by the one thread that reads.
    private let pending = Mutex<[UInt8]>([])
    private let ending = Mutex<ProcessEnding?>(nil)

    /// Starts `arguments[0]` in a process group of its own. Throws `Failure(.inputOutput)` where it cannot be started.
    package init(arguments: [String], environment: [String: String], log: String) throws(Failure) {
        let toChild = try Spawn.privatePipe(), fromChild = try Spawn.privatePipe()
        let errors = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        defer { for descriptor in [toChild.reading, fromChild.writing, errors] { close(descriptor) } }
        do throws(Failure) {
            guard errors >= 0 else { throw .system("create", log) }
            process = try Spawn.start(
                arguments, environment: environment, descriptors: [(toChild.reading, 0), (fromChild.writing, 1), (errors, 2)])
        } catch {
            close(toChild.writing)
            close(fromChild.reading)
            throw error
        }
        input = Mutex(toChild.writing)
        output = fromChild.reading
    }

    deinit {
        closeInput()
        if wait(blocking: false) == nil {
            kill()
            _ = wait()
        }
        close(output)
    }

    /// False where the process reads no longer.
    @discardableResult
    package func send(_ line: String) -> Bool {
        input.withLock { descriptor in
            guard descriptor >= 0 else { return false }
            var bytes = Array((line + "\n").utf8)[...]
            while !bytes.isEmpty {
                let count = bytes.withContiguousStorageIfAvailable { write(descriptor, $0.baseAddress, $0.count) } ?? -1
                if count > 0 {
                    bytes = bytes.dropFirst(count)
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
    }

    /// Blocks until there is a whole line; nil when the process has closed its output, with or without a line end.
    package func nextLine() -> String? {
        while true {
            let line = pending.withLock { pending -> String? in
                guard let end = pending.firstIndex(of: 10) else { return nil }
                defer { pending.removeSubrange(...end) }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            if let line { return line }
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = read(output, &buffer, buffer.count)
            if count > 0 {
                pending.withLock { $0 += buffer[..<count] }
            } else if count == 0 || errno != EINTR {
                return nil
            }
        }
    }

    /// Asks the process to end: its input ends here.
    package func closeInput() {
        input.withLock { descriptor in
            if descriptor >= 0 { close(descriptor) }
            descriptor = -1
        }
    }

    /// Ends it and all of its group at once.
    package func kill() { _ = Glibc.kill(-process, SIGKILL) }

    /// How it ended; nil while it runs and `blocking` is false.
    @discardableResult
    package func wait(blocking: Bool = true) -> ProcessEnding? {
        ending.withLock { ending in
            if let ending { return ending }
            ending = ProcessEnding.wait(for: process, blocking: blocking)?.ending
            return ending
        }
    }
}
