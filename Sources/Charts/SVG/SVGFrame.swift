import Console

/// Where the plot is within a chart, and its axes.
struct SVGFrame {
    let chart: Chart
    let x: Scale
    let y: Scale
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
    private let xTicks: [(value: Double, text: String)]
    private let yTicks: [(value: Double, text: String)]
    private let height: Double
    /// Names below the axis that have no room beside one another are turned.
    private let turnsLabels: Bool

    init(_ chart: Chart, width: Double, height: Double, top: Double) {
        self.chart = chart
        self.height = height
        self.top = top
        let scales = chart.scales(yTicks: 5)
        (x, y) = (scales.x, scales.y)
        yTicks = Self.ticks(chart.y, y, count: max(2, Int((height - top) / 50)))
        let widest = yTicks.map { labelWidth($0.text) }.max() ?? 0
        left = min(widest, width * 0.35) + (chart.y.title.isEmpty ? 16 : 34)
        right = width - 16
        let across = right - left
        var ticks = Self.ticks(chart.x, x, count: max(2, Int(across / 90)))
        if chart.x.categories == nil, !x.isLog, x.high - x.low >= 1, chart.hasWholeSteps {
            ticks = ticks.filter { $0.value == $0.value.rounded() }
        }
        xTicks = ticks
        let longest = ticks.map { labelWidth($0.text) }.max() ?? 0
        turnsLabels = chart.x.categories != nil && longest > across / Double(max(1, ticks.count)) - 4
        bottom = height - (chart.x.title.isEmpty ? 12 : 28) - (turnsLabels ? min(90, longest * 0.75) + 8 : 16)
    }

    private static func ticks(_ axis: Axis, _ scale: Scale, count: Int) -> [(value: Double, text: String)] {
        if let categories = axis.categories { return categories.enumerated().map { (Double($0.offset), truncated($0.element, to: 34)) } }
        let values = scale.labelledTicks(count: count)
        return zip(values, TickLabels.texts(values, isLog: scale.isLog)).map { ($0, $1) }
    }

    func px(_ value: Double) -> Double? { x.fraction(value).map { left + $0 * (right - left) } }

    /// Categories go down, numbers up.
    func py(_ value: Double) -> Double? {
        y.fraction(value).map { chart.y.categories == nil ? bottom - $0 * (bottom - top) : top + $0 * (bottom - top) }
    }

    var grid: Markup {
        var parts = Markup()
        if chart.y.categories == nil {
            for tick in yTicks { if let y = py(tick.value) { parts += line(left, y, right, y) } }
        }
        if chart.x.categories == nil {
            for tick in xTicks { if let x = px(tick.value) { parts += line(x, top, x, bottom) } }
        }
        if chart.x.range == nil || chart.y.categories != nil, x.low < 0, x.high > 0, !x.isLog, let zero = px(0) {
            parts += .element(
                "line", ["x1": svg(zero), "y1": svg(top), "x2": svg(zero), "y2": svg(bottom), "class": "chart-zero"])
        }
        return parts
    }

    private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> Markup {
        .element("line", ["x1": svg(x1), "y1": svg(y1), "x2": svg(x2), "y2": svg(y2), "class": "chart-grid"])
    }

    var labels: Markup {
        var parts = Markup()
        for tick in yTicks {
            guard let y = py(tick.value) else { continue }
            parts += text(tick.text, x: left - 6, y: y + 4, class: "chart-label", anchor: "end")
        }
        for tick in xTicks {
            guard let x = px(tick.value) else { continue }
            if turnsLabels {
                parts += .element(
                    "g", ["transform": "translate(\(svg(x)) \(svg(bottom + 12))) rotate(-40)"],
                    text(tick.text, x: 0, y: 0, class: "chart-label", anchor: "end"))
            } else {
                parts += text(tick.text, x: x, y: bottom + 16, class: "chart-label", anchor: "middle")
            }
        }
        if !chart.x.title.isEmpty {
            parts += text(chart.x.title, x: (left + right) / 2, y: height - 6, class: "chart-name", anchor: "middle")
        }
        if !chart.y.title.isEmpty {
            parts += text(chart.y.title, x: 14, y: (top + bottom) / 2, class: "chart-name", anchor: "middle", turned: true)
        }
        return parts
    }
}
