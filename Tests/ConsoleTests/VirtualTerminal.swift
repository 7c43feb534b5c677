import Console
import Threads

/// As much of a terminal as a progress display needs: wrapping, scrolling, cursor up, erase. Lines that scroll off are kept.
final class VirtualTerminal: Sendable {
    private struct Screen: Sendable {
        var lines: [[String]] = [[]]
        var row = 0
        var column = 0
        var top = 0
    }

    let width: Int
    let height: Int
    private let screen = Mutex(Screen())

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// All lines from the first, without blanks at their ends.
    var text: String {
        screen.withLock { screen in
            var lines = screen.lines.map { line in
                var cells = line
                while cells.last == " " { cells.removeLast() }
                return cells.joined()
            }
            while lines.last == "" { lines.removeLast() }
            return lines.joined(separator: "\n")
        }
    }

    /// Line of the cursor and its column, from 0.
    var cursor: (line: Int, column: Int) { screen.withLock { ($0.row, $0.column) } }

    func write(_ text: String) {
        screen.withLock { screen in
            var rest = text.unicodeScalars.split(separator: "\u{1B}", omittingEmptySubsequences: false)[...]
            if let first = rest.popFirst() { put(String(first), &screen) }
            for piece in rest {
                guard let end = piece.firstIndex(where: { $0.properties.isAlphabetic }) else { continue }
                control(String(piece[piece.startIndex..<end]), piece[end], &screen)
                put(String(piece[piece.index(after: end)...]), &screen)
            }
        }
    }

    private func control(_ arguments: String, _ letter: Unicode.Scalar, _ screen: inout Screen) {
        switch letter {
        case "A": screen.row = max(screen.top, screen.row - (Int(arguments.dropFirst()) ?? 1))
        case "K": screen.lines[screen.row].removeSubrange(min(screen.column, screen.lines[screen.row].count)...)
        case "J":
            screen.lines[screen.row].removeSubrange(min(screen.column, screen.lines[screen.row].count)...)
            screen.lines.removeSubrange((screen.row + 1)...)
        default: break
        }
    }

    private func put(_ text: String, _ screen: inout Screen) {
        for character in text {
            switch character {
            case "\r": screen.column = 0
            case "\n": newLine(&screen)
            case "\r\n": newLine(&screen)
            default:
                let columns = displayWidth(of: character)
                if screen.column + columns > width { newLine(&screen) }
                while screen.lines[screen.row].count < screen.column + columns { screen.lines[screen.row].append(" ") }
                screen.lines[screen.row][screen.column] = String(character)
                if columns == 2 { screen.lines[screen.row][screen.column + 1] = "" }
                screen.column += columns
            }
        }
    }

    private func newLine(_ screen: inout Screen) {
        screen.row += 1
        screen.column = 0
        if screen.row == screen.lines.count { screen.lines.append([]) }
        screen.top = max(screen.top, screen.row - height + 1)
    }
}
