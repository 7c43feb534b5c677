import Glibc

/// What an output can show.
public struct TerminalCapabilities: Hashable, Sendable {
    /// A person watches it: the cursor can be moved.
    public var isTerminal: Bool
    /// Colours are wanted: a terminal, unless `NO_COLOR` is set (https://no-color.org) or `TERM` is `dumb`; `CLICOLOR_FORCE` wants them
    /// anywhere.
    public var color: Bool
    /// Columns, or nil where lines may be of any length.
    public var width: Int?
    public var height: Int?

    public init(isTerminal: Bool, color: Bool, width: Int? = nil, height: Int? = nil) {
        self.isTerminal = isTerminal
        self.color = color
        self.width = width
        self.height = height
    }

    public static var standardOutput: TerminalCapabilities { of(descriptor: 1) }
    public static var standardError: TerminalCapabilities { of(descriptor: 2) }

    public static func of(descriptor: Int32) -> TerminalCapabilities {
        let isTerminal = isatty(descriptor) == 1 && environment("TERM") != "dumb"
        let refused = !(environment("NO_COLOR") ?? "").isEmpty
        let forced = !["", "0"].contains(environment("CLICOLOR_FORCE") ?? "")
        let size = isTerminal ? windowSize(descriptor) : nil
        return TerminalCapabilities(
            isTerminal: isTerminal, color: !refused && (isTerminal || forced), width: size?.columns, height: size?.rows)
    }

    /// Nil where the terminal does not tell; `COLUMNS` stands in for it.
    private static func windowSize(_ descriptor: Int32) -> (columns: Int, rows: Int)? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return environment("COLUMNS").flatMap { Int($0) }.map { ($0, 24) }
        }
        return (Int(size.ws_col), max(1, Int(size.ws_row)))
    }

    private static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
