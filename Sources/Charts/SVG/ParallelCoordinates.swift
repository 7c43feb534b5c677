import Console

/// Several quantities of each of many things: an axis for each quantity, a line for each thing.
public struct ParallelCoordinates: Sendable {
    public struct Dimension: Sendable {
        public var title: String
        public var axis: Axis
        /// One for each line; nil where it has no such quantity.
        public var values: [Double?]

        public init(_ title: String, axis: Axis, values: [Double?]) { (self.title, self.axis, self.values) = (title, axis, values) }
    }

    public struct Line: Sendable {
        /// 0…1, for its colour.
        public var tint: Double
        public var isFaint: Bool
        public var hover: String

        public init(tint: Double, isFaint: Bool, hover: String) { (self.tint, self.isFaint, self.hover) = (tint, isFaint, hover) }
    }

    public let dimensions: [Dimension]
    public let lines: [Line]

    public init(_ dimensions: [Dimension], lines: [Line]) { (self.dimensions, self.lines) = (dimensions, lines) }

    /// Later lines lie above earlier ones. A line ends where a quantity is missing, and goes on where it is known again.
    public func markup(width: Double = 960, height: Double = 360) -> Markup {
        guard dimensions.count > 1 else { return Markup() }
        let top = 44.0, bottom = height - 14, left = 40.0, right = width - 90
        let scales = dimensions.map { $0.axis.scale(showing: $0.values.compactMap { $0 }, count: 5) }
        let position = { (index: Int) in left + Double(index) * (right - left) / Double(dimensions.count - 1) }
        var paths = Markup()
        for (number, line) in lines.enumerated() {
            var commands = "", isBroken = true
            for (index, dimension) in dimensions.enumerated() {
                guard let value = dimension.values[number], let fraction = scales[index].fraction(value) else {
                    isBroken = true
                    continue
                }
                commands += "\(isBroken ? "M" : "L")\(svg(position(index))) \(svg(bottom - fraction * (bottom - top)))"
                isBroken = false
            }
            paths += .element(
                "path", ["d": commands, "class": line.isFaint ? "is-faint" : nil, "style": "stroke: \(Palette.tint(line.tint))"],
                .element("title", text: line.hover))
        }
        var axes = Markup()
        for (index, dimension) in dimensions.enumerated() {
            axes += axis(dimension, scales[index], x: position(index), top: top, bottom: bottom, number: index)
        }
        return .element(
            "svg",
            [
                "viewBox": "0 0 \(svg(width)) \(svg(height))", "class": "chart parallel", "role": "img",
                "aria-label": "parallel coordinates",
            ],
            paths + axes)
    }

    private func axis(_ dimension: Dimension, _ scale: Scale, x: Double, top: Double, bottom: Double, number: Int) -> Markup {
        var parts = Markup.element("line", ["x1": svg(x), "y1": svg(top), "x2": svg(x), "y2": svg(bottom), "class": "axis"])
        // Neighbouring titles at two heights: they are longer than the axes are apart.
        let shown = truncated(dimension.title, to: 30)
        parts += text(shown, x: max(4, x - 8), y: number % 2 == 0 ? 14 : 30, class: "chart-name", anchor: "start")
        let ticks: [(Double, String)]
        if let categories = dimension.axis.categories {
            ticks = categories.enumerated().map { (Double($0.offset), truncated($0.element, to: 12)) }
        } else {
            let values = scale.labelledTicks(count: 5)
            ticks = Array(zip(values, TickLabels.texts(values, isLog: scale.isLog)))
        }
        for (value, label) in ticks {
            guard let fraction = scale.fraction(value) else { continue }
            let y = bottom - fraction * (bottom - top)
            parts += .element("line", ["x1": svg(x), "y1": svg(y), "x2": svg(x + 4), "y2": svg(y), "class": "axis"])
            parts += text(label, x: x + 7, y: y + 4, class: "chart-label chart-halo")
        }
        return parts
    }
}
