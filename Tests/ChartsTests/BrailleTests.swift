import Charts
import Testing

/// Dots by hand: U+2800 plus 1, 2, 4, 64 for the left column from the top and 8, 16, 32, 128 for the right one.
@Suite struct BrailleTests {
    @Test func dotsAreWhereTheyBelong() {
        var canvas = BrailleCanvas(columns: 2, rows: 2)
        canvas.dot(0, 0, color: 0)
        canvas.dot(1, 3, color: 0)
        canvas.dot(3, 6, color: 1)
        canvas.dot(4, 0, color: 1)
        canvas.dot(0, -1, color: 1)
        #expect(canvas.text(row: 0) == "\u{2881} ")
        #expect(canvas.text(row: 1) == " \u{2820}")
        #expect(canvas[row: 1].map(\.color) == [-1, 1])
    }

    @Test func linesHaveNoGaps() {
        var canvas = BrailleCanvas(columns: 2, rows: 1)
        canvas.line((0, 3), (3, 0), color: 0)
        // A diagonal from the lower left to the upper right: dots (0,3) (1,2) (2,1) (3,0).
        #expect(canvas.text(row: 0) == "\u{2860}\u{280A}")
        var flat = BrailleCanvas(columns: 3, rows: 1)
        flat.line((5, 1), (0, 1), color: 0)
        #expect(flat.text(row: 0) == "\u{2812}\u{2812}\u{2812}")
        var upright = BrailleCanvas(columns: 1, rows: 2)
        upright.line((1, 0), (1, 7), color: 0)
        #expect([upright.text(row: 0), upright.text(row: 1)] == ["\u{28B8}", "\u{28B8}"])
    }

    private func chart(_ series: [Series]) -> Chart {
        Chart("loss", x: Axis("epoch", isNice: false), y: Axis(""), series: series)
    }

    private func line(_ name: String, _ color: Int, _ values: [Double]) -> Series {
        Series(name, color: color, points: values.enumerated().map { Series.Point(Double($0.offset), $0.element) })
    }

    @Test func aChartHasAxesAndTicks() {
        // The dots are those nearest to the straight line from (0, 19) to (37, 0).
        let lines = TerminalChart(chart([line("a", 0, [0, 10])]), width: 24, height: 8, color: false).lines
        #expect(
            lines == [
                "loss", "10 ┤                ⣀⠤⠒⠉", "   │            ⣀⠤⠒⠉", " 5 ┤        ⣀⠤⠒⠉", "   │    ⣀⠤⠒⠉", " 0 ┤⣀⠤⠒⠉",
                "   └┬──────────────────┬", "    0      epoch       1",
            ])
        for text in lines { #expect(text.count <= 24) }
    }

    @Test func seriesHaveLettersAtTheirEnds() {
        let chart = chart([line("up", 0, [0, 1, 10]), line("down", 1, [10, 4, 0])])
        let lines = TerminalChart(chart, width: 40, height: 10, color: false).lines
        #expect(lines[1].hasSuffix(" a"))
        #expect(lines[7].hasSuffix(" b"))
        #expect(TerminalLegend.lines(chart.series, width: 40, color: false) == ["a ⠒ up   b ⠒ down"])
    }

    @Test func whatIsNoNumberLeavesAGap() {
        let full = TerminalChart(chart([line("a", 0, [1, 1, 1, 1, 2])]), width: 40, height: 8, color: false).lines
        let gap = TerminalChart(chart([line("a", 0, [1, .nan, .infinity, 1, 2])]), width: 40, height: 8, color: false).lines
        let dots = { (lines: [String]) in lines.joined().unicodeScalars.filter { (0x2801...0x28FF).contains($0.value) }.count }
        #expect(dots(gap) < dots(full))
        #expect(dots(TerminalChart(chart([line("a", 0, [.nan])]), width: 40, height: 8, color: false).lines) == 0)
    }

    @Test func noLineIsWiderThanAsked() {
        let long = [line("電影 recommender with a long name", 0, [0.1, 0.2]), line("b", 1, [1e-7, 3e7])]
        for width in 24...160 {
            let panels = TerminalPanels([chart(long), chart(long), chart(long)], width: width, height: 9, color: false)
            for text in panels.text.split(separator: "\n") { #expect(columns(String(text)) <= width) }
        }
    }

    @Test func coloursAreOnlyWhereTheyAreWanted() {
        let chart = chart([line("a", 0, [0, 1]), line("b", 1, [1, 0])])
        #expect(!TerminalPanels([chart], width: 60, height: 10, color: false).text.contains("\u{1B}"))
        #expect(TerminalPanels([chart], width: 60, height: 10, color: true).text.contains("\u{1B}[34m"))
    }

    /// CJK letters take two columns.
    private func columns(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + ((0x3000...0xFFFF).contains($1.value) ? 2 : 1) } }
}
