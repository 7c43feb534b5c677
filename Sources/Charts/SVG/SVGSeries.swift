/// The marks of one series.
struct SVGSeries {
    let series: Series
    let frame: SVGFrame

    init(_ series: Series, frame: SVGFrame) { (self.series, self.frame) = (series, frame) }

    var markup: Markup {
        let body: Markup =
            switch series.mark {
            case .line, .steps: path
            case .points: .joined(series.points.map(dot))
            case .columns: .joined(series.points.map(column))
            case .rows: .joined(series.points.map(row))
            }
        let faint = series.isFaint ? " is-faint" : ""
        return .element("g", ["class": "series" + faint, "style": "--c: \(Palette.variable(series.color))"], body)
    }

    /// Broken where a value cannot be shown; a value alone between two breaks is a dot.
    private var path: Markup {
        var pieces: [[(x: Double, y: Double)]] = [[]]
        for point in series.points {
            if let x = frame.px(point.x), let y = frame.py(point.y) {
                pieces[pieces.count - 1].append((x, y))
            } else if pieces.last?.isEmpty == false {
                pieces.append([])
            }
        }
        var commands = "", alone = Markup()
        for piece in pieces {
            if piece.count == 1 { alone += circle(piece[0].x, piece[0].y, 3) }
            guard piece.count > 1 else { continue }
            for (index, point) in piece.enumerated() {
                let step = series.mark == .steps && index > 0 ? "H\(svg(point.x))V\(svg(point.y))" : "L\(svg(point.x)) \(svg(point.y))"
                commands += index == 0 ? "M\(svg(point.x)) \(svg(point.y))" : step
            }
        }
        guard !commands.isEmpty else { return alone }
        let dashes = (series.color ?? 0) >= Palette.light.count ? "6 3" : nil
        let title = series.points.last?.hover ?? ""
        return alone
            + .element(
                "path", ["d": commands, "class": "series-line", "stroke-dasharray": dashes], hint(title.isEmpty ? series.name : title))
    }

    private func dot(_ point: Series.Point) -> Markup {
        guard let x = frame.px(point.x), let y = frame.py(point.y) else { return Markup() }
        var parts = Markup()
        if let interval = point.interval {
            if frame.chart.y.categories != nil, let low = frame.px(interval.lowerBound), let high = frame.px(interval.upperBound) {
                parts += whisker("M\(svg(low)) \(svg(y))H\(svg(high))")
            } else if let low = frame.py(interval.lowerBound), let high = frame.py(interval.upperBound) {
                parts += whisker("M\(svg(x)) \(svg(low))V\(svg(high))")
            }
        }
        return parts + circle(x, y, series.isFaint ? 2.5 : 4, fill: point.tint.map(Palette.tint), hover: point.hover)
    }

    private func whisker(_ path: String) -> Markup { .element("path", ["d": path, "class": "series-interval"]) }

    private func circle(_ x: Double, _ y: Double, _ radius: Double, fill: String? = nil, hover: String = "") -> Markup {
        .element(
            "circle",
            ["cx": svg(x), "cy": svg(y), "r": svg(radius), "class": "series-dot", "style": fill.map { "fill: \($0)" }], hint(hover))
    }

    private func column(_ point: Series.Point) -> Markup {
        guard let start = frame.px(point.x), let end = frame.px(point.end ?? point.x), let top = frame.py(point.y), let zero = frame.py(0)
        else { return Markup() }
        let gap = end - start > 4 ? 0.5 : 0
        return bar(x: start + gap, y: min(top, zero), width: max(0.5, end - start - 2 * gap), height: abs(zero - top), point)
    }

    private func row(_ point: Series.Point) -> Markup {
        guard let start = frame.px(point.x), let end = frame.px(point.end ?? point.x), let upper = frame.py(point.y - series.thickness / 2),
            let lower = frame.py(point.y + series.thickness / 2)
        else { return Markup() }
        return bar(x: min(start, end), y: min(upper, lower), width: max(1, abs(end - start)), height: abs(lower - upper), point)
    }

    private func bar(x: Double, y: Double, width: Double, height: Double, _ point: Series.Point) -> Markup {
        .element(
            "rect",
            [
                "x": svg(x), "y": svg(y), "width": svg(width), "height": svg(height), "class": "series-bar",
                "style": point.tint.map { "fill: \(Palette.tint($0))" },
            ], hint(point.hover))
    }

    private func hint(_ text: String) -> Markup { text.isEmpty ? Markup() : .element("title", text: text) }
}

/// A field as rectangles around its grid points.
struct SVGField {
    let field: Field
    let frame: SVGFrame

    init(_ field: Field, frame: SVGFrame) { (self.field, self.frame) = (field, frame) }

    var markup: Markup {
        let known = field.values.flatMap { $0 }.filter(\.isFinite)
        guard let low = known.min(), let high = known.max() else { return Markup() }
        let xs = edges(field.xs.map { frame.px($0) ?? frame.left }), ys = edges(field.ys.map { frame.py($0) ?? frame.bottom })
        var cells = Markup()
        for (row, values) in field.values.enumerated() where row + 1 < ys.count {
            for (column, value) in values.enumerated() where column + 1 < xs.count && value.isFinite {
                let (x, y) = (min(xs[column], xs[column + 1]), min(ys[row], ys[row + 1]))
                // A little overlap: no seams.
                cells += .element(
                    "rect",
                    [
                        "x": svg(x), "y": svg(y), "width": svg(abs(xs[column + 1] - xs[column]) + 0.4),
                        "height": svg(abs(ys[row + 1] - ys[row]) + 0.4),
                        "fill": Palette.tint(high > low ? (value - low) / (high - low) : 0.5),
                    ])
            }
        }
        return .element("g", ["class": "field"], cells)
    }

    /// Halfway between the points; the outermost end where the plot ends.
    private func edges(_ points: [Double]) -> [Double] {
        guard let first = points.first, let last = points.last else { return [] }
        return [first] + zip(points, points.dropFirst()).map { ($0 + $1) / 2 } + [last]
    }
}
