extension Table {
    /// Aligned columns with two blanks between them and a thin rule under the titles. With a `width`, texts are cut with "…" so that
    /// no line is longer. Ends with a line end; "" for a table without columns.
    public func text(width: Int? = nil, color: Bool = false) -> String {
        guard !columns.isEmpty else { return "" }
        let titles = columns.map { singleLine($0.title) }
        let texts = rows.map { $0.map { singleLine($0.text) } }
        let widths = fittedWidths(titles, texts, width)
        let total = widths.reduce(0, +) + 2 * (widths.count - 1)
        var lines = [line(titles, styles: titles.map { _ in .bold }, widths, width, color)]
        lines.append(Style.dim.paint(String(repeating: "─", count: min(total, width ?? total)), color: color))
        for (row, cells) in zip(rows, texts) { lines.append(line(cells, styles: row.map(\.style), widths, width, color)) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func line(_ cells: [String], styles: [Style], _ widths: [Int], _ limit: Int?, _ color: Bool) -> String {
        var line = "", used = 0
        for (index, cell) in cells.enumerated() {
            let isLast = index == cells.count - 1
            let room = min(widths[index], (limit ?? .max) - used)
            let shown = truncated(cell, to: room)
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

    /// Natural widths, the widest shrinkable column cut first until all fit, none below eight columns.
    private func fittedWidths(_ titles: [String], _ texts: [[String]], _ limit: Int?) -> [Int] {
        var widths = columns.indices.map { column in
            texts.reduce(displayWidth(titles[column])) { max($0, displayWidth($1[column])) }
        }
        guard let limit else { return widths }
        var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - limit
        while excess > 0 {
            let candidates = widths.indices.filter { columns[$0].mayShrink && widths[$0] > 8 }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            let next = candidates.filter { $0 != widest }.map { widths[$0] }.max() ?? 8
            let cut = min(excess, max(1, widths[widest] - max(8, next)))
            widths[widest] -= cut
            excess -= cut
        }
        return widths
    }
}
