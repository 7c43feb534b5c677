import Console

/// Names of series with their colours, in as many lines as they need; nothing for a single one.
struct SVGLegend {
    private let entries: [(series: Series, x: Double, line: Int)]
    let height: Double

    init(_ series: [Series], width: Double) {
        let shown = series.filter { $0.isInLegend && !$0.isFaint }
        var entries: [(Series, Double, Int)] = [], x = 0.0, line = 0
        for one in shown where shown.count > 1 {
            let length = 26 + labelWidth(truncated(singleLine(one.name), to: 48)) + 14
            if x > 0, x + length > width { (x, line) = (0, line + 1) }
            entries.append((one, x, line))
            x += length
        }
        self.entries = entries
        height = entries.isEmpty ? 0 : Double(line + 1) * 18 + 4
    }

    var markup: Markup {
        .joined(
            entries.map { entry in
                let y = Double(entry.line) * 18 + 8
                let dashes = (entry.series.color ?? 0) >= Palette.light.count ? "6 3" : nil
                let swatch: Markup =
                    switch entry.series.mark {
                    case .line, .steps:
                        .element("path", ["d": "M\(svg(entry.x)) \(svg(y))h20", "class": "series-line", "stroke-dasharray": dashes])
                    case .points: .element("circle", ["cx": svg(entry.x + 10), "cy": svg(y), "r": "4", "class": "series-dot"])
                    case .columns, .rows:
                        .element(
                            "rect", ["x": svg(entry.x + 3), "y": svg(y - 6), "width": "14", "height": "12", "class": "series-bar"])
                    }
                return .element("g", ["style": "--c: \(Palette.variable(entry.series.color))"], swatch)
                    + text(truncated(entry.series.name, to: 48), x: entry.x + 26, y: y + 4, class: "chart-label")
            })
    }
}
