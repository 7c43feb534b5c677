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
