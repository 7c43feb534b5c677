extension Table {
    /// Aligned columns with two blanks between them and a thin rule under the titles. With a `width`, columns that wrap go on in further
    /// lines, other texts are cut with "…", and last columns for which no room is left are named below the table, so that no line is
    /// longer. Ends with a line end; "" for a table without columns.
    public func text(width: Int? = nil, color: Bool = false) -> String {
        guard !columns.isEmpty else { return "" }
        let titles = columns.map { singleLine($0.title) }
        let texts = rows.map { $0.map { singleLine($0.text) } }
        let natural = columns.indices.map { column in
            texts.reduce(displayWidth(titles[column])) { max($0, displayWidth($1[column])) }
        }
        let widths = width.map { fitted(natural, to: $0) } ?? natural
        let total = widths.reduce(0, +) + 2 * (widths.count - 1)
        var lines = [line(titles, styles: titles.map { _ in .bold }, widths, width, color)]
        lines.append(Style.dim.paint(String(repeating: "─", count: min(total, width ?? total)), color: color))
        for (row, cells) in zip(rows, texts) { lines += self.lines(cells, styles: row.map(\.style), widths, width, color) }
        if let width, widths.count < columns.count {
            let note = "no room for: " + titles[widths.count...].joined(separator: ", ") + " (a wider window or another format shows all)"
            lines += wrapped(note, to: width).map { Style.dim.paint($0, color: color) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// One row: a line, or several where a cell wraps.
    private func lines(_ cells: [String], styles: [Style], _ widths: [Int], _ limit: Int?, _ color: Bool) -> [String] {
        let parts = widths.indices.map { columns[$0].wraps ? wrapped(cells[$0], to: widths[$0]) : [cells[$0]] }
        return (0..<(parts.map(\.count).max() ?? 1)).map { index in
            line(parts.map { index < $0.count ? $0[index] : "" }, styles: styles, widths, limit, color)
        }
    }

    private func line(_ cells: [String], styles: [Style], _ widths: [Int], _ limit: Int?, _ color: Bool) -> String {
        var line = "", used = 0
        for index in widths.indices {
            let isLast = index == widths.count - 1
            let room = min(widths[index], (limit ?? .max) - used)
            let shown = truncated(cells[index], to: room)
            let blanks = String(repeating: " ", count: max(0, room - displayWidth(shown)))
            let painted = styles[index].paint(shown, color: color)
            line += columns[index].alignment == .right ? blanks + painted : painted + blanks
            used += widths[index] + 2
            if isLast || used >= limit ?? .max { break }
            line += "  "
        }
        return trimmed(line)
    }

    private func trimmed(_ line: String) -> String {
        guard line.hasSuffix(" ") else { return line }
        let end = line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex
        return String(line[..<end])
    }

    /// Widths of as many columns as have room, one at least: the widest shrinkable column is cut first until all fit.
    private func fitted(_ natural: [Int], to limit: Int) -> [Int] {
        let least = zip(columns, natural).map { column, width in column.mayShrink ? min(width, column.wraps ? 16 : 8) : width }
        var count = columns.count
        while count > 1, least[..<count].reduce(2 * (count - 1), +) > limit { count -= 1 }
        var widths = Array(natural[..<count])
        var excess = widths.reduce(2 * (count - 1), +) - limit
        while excess > 0 {
            let candidates = widths.indices.filter { widths[$0] > least[$0] }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            let next = candidates.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
            let cut = min(excess, max(1, widths[widest] - max(least[widest], next)))
            widths[widest] -= cut
            excess -= cut
        }
        return widths
    }
}
