import Console

/// What the letters and colours of a `TerminalChart` stand for.
public enum TerminalLegend {
    /// a, b, … z, A, … Z, then "·".
    public static func letter(_ index: Int) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return letters.indices.contains(index) ? String(letters[index]) : "·"
    }

    static func style(_ slot: Int) -> Style {
        let styles: [Style] = [.blue, .yellow, .green, .magenta, .cyan, .red]
        if slot == -1 { return .plain }
        return slot < 0 ? .dim : styles[slot % styles.count]
    }

    /// Names in as many lines as they need; nothing for a single one.
    public static func lines(_ series: [Series], width: Int, color: Bool) -> [String] {
        let shown = series.named
        guard shown.count > 1 else { return [] }
        var lines: [String] = [], line = "", used = 0
        for (index, entry) in shown.enumerated() {
            let name = truncated(singleLine(entry.name), to: max(8, width - 4)), length = displayWidth(name) + 4
            if used > 0, used + 3 + length > width {
                lines.append(line)
                (line, used) = ("", 0)
            }
            line += (used > 0 ? "   " : "") + style(entry.color ?? -2).paint("\(letter(index)) ⠒", color: color) + " " + name
            used += (used > 0 ? 3 : 0) + length
        }
        return used > 0 ? lines + [line] : lines
    }
}

extension [Series] {
    /// Those that a legend tells of.
    var named: [Series] { filter { $0.isInLegend && !$0.isFaint } }
}

/// Charts with the same series beneath one another, or beside one another where the width allows, and one legend for all.
public struct TerminalPanels: Sendable {
    public let charts: [Chart]
    public let width: Int
    /// Of one chart.
    public let height: Int
    public let color: Bool

    public init(_ charts: [Chart], width: Int, height: Int, color: Bool) {
        (self.charts, self.width, self.height, self.color) = (charts, width, height, color)
    }

    /// Ends with a line end.
    public var text: String {
        let across = charts.count > 1 && width >= 120 ? 2 : 1, gap = 3
        let each = (width - gap * (across - 1)) / across
        var lines = TerminalLegend.lines(charts.first?.series ?? [], width: width, color: color)
        if !lines.isEmpty { lines.append("") }
        for start in stride(from: 0, to: charts.count, by: across) {
            if start > 0 { lines.append("") }
            let row = charts[start..<min(start + across, charts.count)]
            lines += beside(row.map { TerminalChart($0, width: each, height: height, color: color).lines }, width: each, gap: gap)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func beside(_ blocks: [[String]], width: Int, gap: Int) -> [String] {
        guard blocks.count > 1 else { return blocks.first ?? [] }
        return (0..<(blocks.map(\.count).max() ?? 0)).map { index in
            let parts = blocks.map { index < $0.count ? $0[index] : "" }
            return parts.enumerated().map { number, part in
                number == parts.count - 1 ? part : part + String(repeating: " ", count: max(0, width + gap - visibleWidth(part)))
            }.joined()
        }
    }
}

/// The columns that a text with colours takes.
func visibleWidth(_ text: String) -> Int {
    guard text.contains("\u{1B}") else { return displayWidth(text) }
    var plain = "", isCode = false
    for character in text {
        if character == "\u{1B}" {
            isCode = true
        } else if isCode {
            if character == "m" { isCode = false }
        } else {
            plain.append(character)
        }
    }
    return displayWidth(plain)
}
