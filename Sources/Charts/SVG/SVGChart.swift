import Console
import Quantities

/// A chart as an SVG element, in the colours of the page around it (see `SVGDocument` for files of their own).
public struct SVGChart: Sendable {
    public let chart: Chart
    public let width: Double
    public let height: Double
    /// A page that says these elsewhere leaves them out.
    public let showsTitle: Bool
    public let showsLegend: Bool

    public init(_ chart: Chart, width: Double = 720, height: Double = 320, showsTitle: Bool = true, showsLegend: Bool = true) {
        (self.chart, self.width, self.height) = (chart, width, height)
        (self.showsTitle, self.showsLegend) = (showsTitle, showsLegend)
    }

    /// With a title for those who cannot see it.
    public var markup: Markup {
        .element(
            "svg",
            ["viewBox": "0 0 \(svg(width)) \(svg(height))", "class": "chart", "role": "img", "aria-label": chart.title],
            content)
    }

    var content: Markup {
        let legend = showsLegend ? SVGLegend(chart.series, width: width - 16) : SVGLegend([], width: width)
        let top = (showsTitle ? 26.0 : 8) + legend.height
        let frame = SVGFrame(chart, width: width, height: height, top: top)
        var parts = Markup()
        if showsTitle { parts += text(chart.title, x: 8, y: 17, class: "chart-title") }
        if legend.height > 0 {
            parts += .element("g", ["transform": "translate(8 \(svg(showsTitle ? 26 : 8)))"], legend.markup)
        }
        if let field = chart.field { parts += SVGField(field, frame: frame).markup }
        parts += frame.grid
        for series in chart.series where series.isFaint { parts += SVGSeries(series, frame: frame).markup }
        for series in chart.series where !series.isFaint { parts += SVGSeries(series, frame: frame).markup }
        return parts + frame.labels
    }
}

/// A number with two decimals at most.
func svg(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : fixed(rounded, decimals: 2)
}

/// About how wide a text is in the labels' size; fonts differ.
func labelWidth(_ text: String) -> Double { Double(displayWidth(text)) * 6.6 }

func text(_ text: String, x: Double, y: Double, class name: String, anchor: String? = nil, turned: Bool = false) -> Markup {
    .element(
        "text",
        [
            "x": svg(x), "y": svg(y), "class": name, "text-anchor": anchor, "transform": turned ? "rotate(-90 \(svg(x)) \(svg(y)))" : nil,
        ], text: singleLine(text))
}
