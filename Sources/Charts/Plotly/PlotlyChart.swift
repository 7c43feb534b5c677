import Console
import JSON
import Quantities

/// A chart as data for plotly.js: `{"data": […], "layout": {…}}`. Colours are names of CSS variables (`var(--series-0)`), which the page
/// replaces by their values, so that it can follow light and dark.
public struct PlotlyChart: Sendable {
    public let chart: Chart
    public let height: Double
    public let showsLegend: Bool

    public init(_ chart: Chart, height: Double = 340, showsLegend: Bool = true) {
        (self.chart, self.height, self.showsLegend) = (chart, height, showsLegend)
    }

    public var json: JSONValue {
        let field = chart.field.map { [trace($0)] } ?? []
        return .object([
            ("data", .array(field + merged.map(trace))), ("layout", layout), ("height", .double(height)),
        ])
    }

    /// Faint lines of one look are one trace with gaps: thousands of traces are slow.
    private var merged: [Series] {
        var found: [Series] = []
        for series in chart.series {
            guard series.isFaint, !series.isInLegend, series.mark == .line, let last = found.last, last.isFaint, last.mark == .line,
                !last.isInLegend, last.color == series.color
            else {
                found.append(series)
                continue
            }
            found[found.count - 1].points += [Series.Point(.nan, .nan)] + series.points
        }
        return found
    }

    private func trace(_ series: Series) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("name", .string(plotlyText(series.name))), ("showlegend", .bool(series.isInLegend && !series.isFaint)),
            ("opacity", .double(!series.isFaint ? 1 : series.mark == .points ? 0.55 : 0.45)),
        ]
        let hover = series.points.map { JSONValue.string(hoverText($0, series)) }
        members += [("hovertext", .array(hover)), ("hoverinfo", "text")]
        switch series.mark {
        case .line, .steps: members += lines(series)
        case .points: members += dots(series)
        case .columns: members += columns(series)
        case .rows: members += rows(series)
        }
        return .object(members)
    }

    private func lines(_ series: Series) -> [(String, JSONValue)] {
        let line: [(String, JSONValue)] = [
            ("color", color(series)), ("width", .double(series.isFaint ? 1 : 2)), ("shape", series.mark == .steps ? "hv" : "linear"),
            ("dash", (series.color ?? 0) >= Palette.light.count ? "dash" : "solid"),
        ]
        let few = series.points.count <= 60 && !series.isFaint && series.mark == .line
        return [
            ("type", "scatter"), ("mode", few ? "lines+markers" : "lines"), ("line", .object(line)),
            ("marker", .object([("size", .double(series.points.count == 1 ? 8 : 5)), ("color", color(series))])),
            ("x", xs(series)), ("y", numbers(series.points.map(\.y))),
        ]
    }

    private func dots(_ series: Series) -> [(String, JSONValue)] {
        let tints = series.points.map(\.tint), isTinted = tints.contains { $0 != nil }
        let fill: JSONValue = isTinted ? .array(tints.map { .string($0.map(Palette.tint) ?? Palette.variable(nil)) }) : color(series)
        let marker: [(String, JSONValue)] = [
            ("size", .double(series.isFaint ? 5 : 8)), ("color", fill),
            ("line", .object([("width", 0.75), ("color", "var(--paper)")])),
        ]
        var members: [(String, JSONValue)] = [
            ("type", "scatter"), ("mode", "markers"), ("marker", .object(marker)), ("x", xs(series)), ("y", ys(series)),
        ]
        guard series.points.contains(where: { $0.interval != nil }) else { return members }
        let alongX = chart.y.categories != nil
        let center = { (point: Series.Point) in alongX ? point.x : point.y }
        let above = series.points.map { point in point.interval.map { $0.upperBound - center(point) } ?? 0 }
        let below = series.points.map { point in point.interval.map { center(point) - $0.lowerBound } ?? 0 }
        members.append(
            (
                alongX ? "error_x" : "error_y",
                .object([
                    ("type", "data"), ("symmetric", false), ("array", numbers(above)), ("arrayminus", numbers(below)),
                    ("color", color(series)), ("thickness", 2), ("width", 0),
                ])
            ))
        return members
    }

    private func columns(_ series: Series) -> [(String, JSONValue)] {
        let ends = series.points.map { $0.end ?? $0.x }
        return [
            ("type", "bar"), ("x", numbers(zip(series.points, ends).map { ($0.x + $1) / 2 })), ("y", numbers(series.points.map(\.y))),
            ("width", numbers(zip(series.points, ends).map { ($1 - $0.x) * 0.96 })), ("marker", .object([("color", fill(series))])),
        ]
    }

    private func rows(_ series: Series) -> [(String, JSONValue)] {
        let ends = series.points.map { $0.end ?? $0.x }
        return [
            ("type", "bar"), ("orientation", "h"), ("base", numbers(series.points.map(\.x))),
            ("x", numbers(zip(series.points, ends).map { $1 - $0.x })), ("y", ys(series)),
            ("width", numbers(series.points.map { _ in series.thickness })), ("marker", .object([("color", fill(series))])),
        ]
    }

    private func fill(_ series: Series) -> JSONValue {
        guard series.points.contains(where: { $0.tint != nil }) else { return color(series) }
        return .array(series.points.map { .string($0.tint.map(Palette.tint) ?? Palette.variable(series.color)) })
    }

    private func trace(_ field: Field) -> JSONValue {
        .object([
            ("type", "contour"), ("x", numbers(field.xs)), ("y", numbers(field.ys)),
            ("z", .array(field.values.map(numbers))), ("hoverinfo", "skip"), ("showlegend", false),
            (
                "colorscale",
                .array(
                    Palette.sequence.enumerated().map { index, shade in
                        .array([.double(Double(index) / Double(Palette.sequence.count - 1)), .string(shade)])
                    })
            ),
            (
                "colorbar",
                .object([("title", .object([("text", .string(plotlyText(field.title)))])), ("thickness", 12), ("outlinewidth", 0)])
            ),
            ("contours", .object([("coloring", "heatmap")])), ("line", .object([("width", 0.5), ("color", "rgba(255,255,255,.4)")])),
        ])
    }

    private func hoverText(_ point: Series.Point, _ series: Series) -> String {
        let text = point.hover.isEmpty ? "\(series.name)\n\(formatMetric(point.x)): \(formatMetric(point.y))" : point.hover
        return plotlyText(text)
    }

    private func color(_ series: Series) -> JSONValue { .string(Palette.variable(series.color)) }
    private func xs(_ series: Series) -> JSONValue { numbers(series.points.map(\.x)) }
    private func ys(_ series: Series) -> JSONValue { numbers(series.points.map(\.y)) }
    private func numbers(_ values: [Double]) -> JSONValue {
        .array(values.map { $0 == $0.rounded() && abs($0) < 1e15 ? .int(Int($0)) : .double($0) })
    }
}

/// Plotly takes `<b>` and the like for markup: texts are escaped, line ends become breaks.
func plotlyText(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\n": result += "<br>"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
