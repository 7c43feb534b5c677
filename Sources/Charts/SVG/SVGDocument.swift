/// Charts with the same series as one SVG file: beside one another, in light colours or dark ones as the reader's system has it.
public struct SVGDocument: Sendable {
    public let charts: [Chart]
    public let title: String

    public init(_ charts: [Chart], title: String) { (self.charts, self.title) = (charts, title) }

    private static let panel = (width: 640.0, height: 340.0)

    public var size: (width: Double, height: Double) {
        let across = Double(min(2, charts.count)), down = Double((charts.count + 1) / 2)
        return (max(1, across) * Self.panel.width + 16, max(1, down) * Self.panel.height + legend.height + 24)
    }

    private var legend: SVGLegend {
        SVGLegend(charts.first?.series ?? [], width: Double(min(2, max(1, charts.count))) * Self.panel.width - 16)
    }

    /// Ends with a line end.
    public var text: String {
        var body = Markup.element("title", text: title) + .element("style", [:], .raw(ChartStyle.standalone))
        body += .element("rect", ["width": "100%", "height": "100%", "class": "paper"])
        body += .element("g", ["transform": "translate(16 12)"], legend.markup)
        for (index, chart) in charts.enumerated() {
            let x = 8 + Double(index % 2) * Self.panel.width, y = 12 + legend.height + Double(index / 2) * Self.panel.height
            let content = SVGChart(chart, width: Self.panel.width, height: Self.panel.height, showsLegend: false).content
            body += .element("g", ["transform": "translate(\(svg(x)) \(svg(y)))"], content)
        }
        let page = Markup.element(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(svg(size.width)) \(svg(size.height))", "width": svg(size.width),
                "height": svg(size.height), "role": "img",
            ], body)
        return page.source + "\n"
    }
}

/// How the elements of charts look.
public enum ChartStyle {
    /// For pages that declare the variables `--paper`, `--ink`, `--muted`, `--line` and those of `Palette`.
    public static let rules = """
        .chart { font: 12px/1.3 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif; }
        .chart-title { font-size: 14px; font-weight: 600; fill: var(--ink); unicode-bidi: plaintext; }
        .chart-label { font-size: 11.5px; fill: var(--muted); font-variant-numeric: tabular-nums; unicode-bidi: plaintext; }
        .chart-halo { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
        .chart-name { font-size: 12px; fill: var(--ink); unicode-bidi: plaintext; }
        .chart-grid { stroke: var(--line); stroke-width: 1; }
        .chart-zero { stroke: var(--muted); stroke-width: 1; }
        .series-line { fill: none; stroke: var(--c); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
        .series-interval { fill: none; stroke: var(--c); stroke-width: 2; opacity: .7; }
        .series-dot { fill: var(--c); stroke: var(--paper); stroke-width: .75; }
        .series-bar { fill: var(--c); fill-opacity: .85; }
        .is-faint { opacity: .4; }
        .is-faint:has(.series-dot) { opacity: .55; }
        .is-faint .series-line { stroke-width: 1; }
        .series-line:hover { stroke-width: 3.5; }

        """

    public static let lightColors = "--paper: #ffffff; --ink: #1f2328; --muted: #59636e; --line: #e3e7ec;"
    public static let darkColors = "--paper: #0f1419; --ink: #e6edf3; --muted: #9aa5b1; --line: #262d36;"

    /// With the colours, for a file of its own.
    static var standalone: String {
        ":root { color-scheme: light dark; \(lightColors) \(Palette.declarations(isDark: false)) }\n"
            + "@media (prefers-color-scheme: dark) { :root { \(darkColors) \(Palette.declarations(isDark: true)) } }\n"
            + ".paper { fill: var(--paper); }\n"
            + "svg { font: 12px/1.3 system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", sans-serif; }\n" + rules
    }
}
