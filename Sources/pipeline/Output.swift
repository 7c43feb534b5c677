import Console
import Diagnostics
import Glibc

/// Results go to standard output and nowhere else.
enum Output {
    /// Ends the process with exit code 74 where the text cannot be written, as on a full disk: a result that is lost must not look like
    /// success. A reader that went away (`| head`) is no error.
    static func write(_ text: String) {
        do { try write(text, to: STDOUT_FILENO) } catch { Report.exit(with: error) }
    }

    static func write(_ table: Table, as format: OutputFormat) {
        let terminal = TerminalCapabilities.standardOutput
        write(table.rendered(as: format, width: terminal.width, color: terminal.color))
    }

    /// Sentences, broken at blanks where the terminal ends.
    static func writeText(_ text: String) { write(fitted(text)) }

    /// Lines no wider than the terminal, if standard output is one; what continues a line is indented as it is.
    static func fitted(_ text: String) -> String {
        guard let width = TerminalCapabilities.standardOutput.width else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let indent = String(line.prefix { $0 == " " })
            return wrapped(String(line.dropFirst(indent.count)), to: max(20, width - indent.count)).map { indent + $0 }.joined(
                separator: "\n")
        }.joined(separator: "\n")
    }

    /// There is nowhere left to report that a diagnostic could not be written.
    static func writeToStandardError(_ text: String) { try? write(text, to: STDERR_FILENO) }

    /// Closes standard output, which is when some file systems (NFS) report that there was no room.
    static func close() {
        guard Glibc.close(STDOUT_FILENO) != 0, errno != EBADF else { return }
        Report.exit(with: failure(errno))
    }

    private static func write(_ text: String, to descriptor: Int32) throws(Failure) {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                written += count
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: waitUntilWritable(descriptor)
            case EPIPE: return
            default: throw failure(errno)
            }
        }
    }

    /// A terminal or pipe that another program has made non-blocking.
    private static func waitUntilWritable(_ descriptor: Int32) {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, -1)
    }

    private static func failure(_ number: Int32) -> Failure {
        Failure(
            .inputOutput, "cannot write to standard output: \(String(cString: strerror(number)))",
            hint: number == ENOSPC || number == EDQUOT ? "the output is incomplete; make room and repeat the command" : nil)
    }

    static var color: Bool { TerminalCapabilities.standardOutput.color }
}
