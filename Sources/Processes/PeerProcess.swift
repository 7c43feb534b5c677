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

    /// Whether it leads a process group, which `kill` ends as a whole.
    private let leads: Bool

    /// Starts `arguments[0]`, in a process group of its own unless `leads` is false: then it is in this one's, and a terminal stops and
    /// continues both. Throws `Failure(.inputOutput)` where it cannot be started.
    package init(arguments: [String], environment: [String: String], log: String, leads: Bool = true) throws(Failure) {
        self.leads = leads
        let toChild = try Spawn.privatePipe(), fromChild = try Spawn.privatePipe()
        let errors = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        defer { for descriptor in [toChild.reading, fromChild.writing, errors] { close(descriptor) } }
        do throws(Failure) {
            guard errors >= 0 else { throw .system("create", log) }
            process = try Spawn.start(
                arguments, environment: environment, descriptors: [(toChild.reading, 0), (fromChild.writing, 1), (errors, 2)],
                leads: leads)
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
            switch read(waiting: -1) {
            case .line(let line): return line
            case .end: return nil
            case .silence: continue
            }
        }
    }

    package enum Reading: Hashable, Sendable {
        case line(String)
        /// Nothing came in time.
        case silence
        /// The process has closed its output.
        case end
    }

    /// The next line, waiting for it so many milliseconds, or as long as it takes where they are negative.
    package func read(waiting milliseconds: Int32) -> Reading {
        while true {
            let line = pending.withLock { pending -> String? in
                guard let end = pending.firstIndex(of: 10) else { return nil }
                defer { pending.removeSubrange(...end) }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            if let line { return .line(line) }
            var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, milliseconds)
            if ready == 0 { return .silence }
            if ready < 0 { if errno == EINTR { continue } else { return .end } }
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = Glibc.read(output, &buffer, buffer.count)
            if count > 0 {
                pending.withLock { $0 += buffer[..<count] }
            } else if count == 0 || errno != EINTR {
                return .end
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

    /// Ends it at once, and with it the group that it leads.
    package func kill() { _ = Glibc.kill(leads ? -process : process, SIGKILL) }

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
