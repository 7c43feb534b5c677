import Console

/// A chart of lines and points in text: braille dots, axes with round ticks, a letter at the end of each line where there are several
/// (colours alone are not for every terminal nor for every eye).
public struct TerminalChart: Sendable {
    public let chart: Chart
    /// In columns and lines, axes and title included.
    public let width: Int
    public let height: Int
    public let color: Bool

    /// At least 24 columns and 8 lines are used.
    public init(_ chart: Chart, width: Int, height: Int, color: Bool) {
        (self.chart, self.width, self.height, self.color) = (chart, max(24, width), max(8, height), color)
    }

    /// Title, plot, axis, its labels; each line at most `width` columns and none ends in blanks.
    public var lines: [String] {
        let rows = height - 3
        let scales = chart.scales(xTicks: 5, yTicks: Double(max(2, rows / 3)))
        let yTicks = placed(scales.y, ticks: labelled(scales.y, count: max(2, rows / 3)), over: rows - 1)
        let margin = yTicks.map { displayWidth($0.text) }.max() ?? 0
        let letters = chart.series.named.count > 1 ? 2 : 0
        let columns = max(8, width - margin - 2 - letters)
        let canvas = drawn(columns: columns, rows: rows, scales)
        var lines = [Style.bold.paint(truncated(singleLine(chart.title), to: width), color: color)]
        let ends = letters > 0 ? letterRows(canvas, scales) : [:]
        for row in 0..<rows {
            let tick = yTicks.first { rows - 1 - $0.position == row }
            let label = tick?.text ?? ""
            let axis = String(repeating: " ", count: margin - displayWidth(label)) + label + (tick == nil ? " │" : " ┤")
            lines.append(trimmed(axis + painted(canvas[row: row]) + (ends[row].map { " " + letter($0) } ?? "")))
        }
        return lines + axis(scales.x, columns: columns, margin: margin)
    }

    private func labelled(_ scale: Scale, count: Int) -> [Double] { scale.labelledTicks(count: count) }

    /// Ticks with their cell, counted from the low end; the later of two in one cell is left out.
    private func placed(_ scale: Scale, ticks: [Double], over last: Int) -> [(position: Int, text: String)] {
        var taken: Set<Int> = [], found: [(Int, String)] = []
        for (tick, text) in zip(ticks, TickLabels.texts(ticks, isLog: scale.isLog)) {
            guard let fraction = scale.fraction(tick), (-0.001...1.001).contains(fraction) else { continue }
            let position = Int((fraction * Double(last)).rounded())
            if taken.insert(position).inserted { found.append((position, text)) }
        }
        return found
    }

    private func drawn(columns: Int, rows: Int, _ scales: (x: Scale, y: Scale)) -> BrailleCanvas {
        var canvas = BrailleCanvas(columns: columns, rows: rows)
        for series in chart.series where series.isFaint { draw(series, on: &canvas, scales) }
        for series in chart.series where !series.isFaint { draw(series, on: &canvas, scales) }
        return canvas
    }

    /// A series without a place in the palette; −1 is no dot at all.
    private static let neutral = -2

    private func draw(_ series: Series, on canvas: inout BrailleCanvas, _ scales: (x: Scale, y: Scale)) {
        var previous: (x: Int, y: Int)?
        for point in series.points {
            guard let x = scales.x.fraction(point.x), let y = scales.y.fraction(point.y) else {
                previous = nil
                continue
            }
            let dot = place(x, y, canvas)
            if let previous, series.mark == .line {
                canvas.line(previous, dot, color: series.color ?? Self.neutral)
            } else if let previous, series.mark == .steps {
                canvas.line(previous, (dot.x, previous.y), color: series.color ?? Self.neutral)
                canvas.line((dot.x, previous.y), dot, color: series.color ?? Self.neutral)
            } else {
                canvas.dot(dot.x, dot.y, color: series.color ?? Self.neutral)
            }
            previous = dot
        }
    }

    private func place(_ x: Double, _ y: Double, _ canvas: BrailleCanvas) -> (x: Int, y: Int) {
        (Int((x * Double(canvas.width - 1)).rounded()), canvas.height - 1 - Int((y * Double(canvas.height - 1)).rounded()))
    }

    private func painted(_ cells: [(character: Character, color: Int)]) -> String {
        guard color else { return String(cells.map(\.character)) }
        var text = "", run = "", current = -1
        for cell in cells {
            if cell.color != current {
                text += style(current).paint(run, color: true)
                (run, current) = ("", cell.color)
            }
            run.append(cell.character)
        }
        return text + style(current).paint(run, color: true)
    }

    /// The rule below the plot and its labels, the axis' title among them: as many ticks as leave room for it.
    private func axis(_ scale: Scale, columns: Int, margin: Int) -> [String] {
        let title = Array(truncated(singleLine(chart.x.title), to: columns))
        var drawn = axis(scale, columns: columns, distance: 12)
        for distance in [12, 18, 27, 40] {
            let next = axis(scale, columns: columns, distance: distance)
            if let start = middle(title.count, of: next.labels) {
                let before = String(next.labels[..<start].map { $0 ?? " " })
                let after = String(next.labels[(start + title.count)...].map { $0 ?? " " })
                return framed(next.rule, before + dim(String(title)) + after, margin)
            }
            if distance == 12 { drawn = next }
        }
        return framed(drawn.rule, String(drawn.labels.map { $0 ?? " " }), margin)
    }

    private func framed(_ rule: String, _ labels: String, _ margin: Int) -> [String] {
        let blank = String(repeating: " ", count: margin + 1)
        return [blank + "└" + rule, trimmed(blank + " " + labels)]
    }

    /// With a tick about every `distance` columns.
    private func axis(_ scale: Scale, columns: Int, distance: Int) -> (rule: String, labels: [Character?]) {
        var ticks = labelled(scale, count: max(2, columns / distance))
        if !scale.isLog, scale.high - scale.low >= 1, chart.hasWholeSteps { ticks = ticks.filter { $0 == $0.rounded() } }
        var rule = [Character](repeating: "─", count: columns), cells = [Character?](repeating: nil, count: columns)
        for place in placed(scale, ticks: ticks, over: columns - 1) {
            rule[place.position] = "┬"
            let length = displayWidth(place.text), start = max(0, min(place.position - length / 2, columns - length))
            write(place.text, at: start, into: &cells)
        }
        return (String(rule), cells)
    }

    /// Where a text of this length has room, two blanks on both sides, nearest to the middle; nil where there is none.
    private func middle(_ length: Int, of cells: [Character?]) -> Int? {
        guard length > 0, length + 4 <= cells.count else { return nil }
        let starts = (2...(cells.count - length - 2)).filter { start in
            cells[(start - 2)..<(start + length + 2)].allSatisfy { $0 == nil }
        }
        let wanted = (cells.count - length) / 2
        return starts.min { abs($0 - wanted) < abs($1 - wanted) }
    }

    /// Where there is room, with a blank on both sides.
    private func write(_ text: String, at start: Int, into cells: inout [Character?]) {
        let end = start + text.count
        guard end <= cells.count, cells[max(0, start - 1)..<min(cells.count, end + 1)].allSatisfy({ $0 == nil }) else { return }
        for (offset, character) in text.enumerated() { cells[start + offset] = character }
    }

    /// The row for the letter of each series: where its line ends, or the nearest free one.
    private func letterRows(_ canvas: BrailleCanvas, _ scales: (x: Scale, y: Scale)) -> [Int: Int] {
        var rows: [Int: Int] = [:]
        for (index, series) in chart.series.named.enumerated() {
            let end = series.points.last { scales.x.fraction($0.x) != nil && scales.y.fraction($0.y) != nil }
            guard let end, let y = scales.y.fraction(end.y) else { continue }
            let wanted = min(canvas.rows - 1, max(0, place(0, y, canvas).y / 4))
            let free = (0..<canvas.rows).filter { rows[$0] == nil }.min { abs($0 - wanted) < abs($1 - wanted) }
            if let free { rows[free] = index }
        }
        return rows
    }

    private func letter(_ index: Int) -> String {
        style(chart.series.named[index].color ?? Self.neutral).paint(TerminalLegend.letter(index), color: color)
    }

    private func style(_ slot: Int) -> Style { TerminalLegend.style(slot) }
    private func dim(_ text: String) -> String { Style.dim.paint(text, color: color) }

    private func trimmed(_ line: String) -> String {
        var end = line.endIndex
        while end > line.startIndex, line[line.index(before: end)] == " " { end = line.index(before: end) }
        return String(line[..<end])
    }
}

extension Chart {
    /// Epochs and the like, which have no halves.
    var hasWholeSteps: Bool { series.allSatisfy { $0.points.allSatisfy { $0.x == $0.x.rounded() } } }
}
