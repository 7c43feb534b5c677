import Console
import Diagnostics
import Glibc

/// Results go to standard output and nowhere else.
enum Output {
    static func write(_ text: String) {
        write(text, to: STDOUT_FILENO)
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

    static func writeToStandardError(_ text: String) { write(text, to: STDERR_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withContiguousStorageIfAvailable { Glibc.write(descriptor, $0.baseAddress, $0.count) } ?? -1
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno != EINTR {
                // A reader that went away (`| head`) is no error of ours.
                return
            }
        }
    }

    static var color: Bool { TerminalCapabilities.standardOutput.color }
}
