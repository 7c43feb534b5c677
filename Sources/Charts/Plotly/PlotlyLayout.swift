import Console
import JSON

extension PlotlyChart {
    var layout: JSONValue {
        let shown = chart.series.count { $0.isInLegend && !$0.isFaint }
        let scales = chart.scales()
        return .object([
            ("showlegend", .bool(showsLegend && shown > 1)), ("hovermode", "closest"), ("barmode", "overlay"), ("bargap", 0.05),
            ("paper_bgcolor", "rgba(0,0,0,0)"), ("plot_bgcolor", "rgba(0,0,0,0)"), ("font", font("var(--ink)", 12.5)),
            ("legend", .object([("orientation", "h"), ("y", 1.02), ("yanchor", "bottom"), ("x", 0), ("xanchor", "left")])),
            ("margin", .object([("l", 56), ("r", 18), ("t", .double(shown > 1 && showsLegend ? 36 : 12)), ("b", 48)])),
            (
                "hoverlabel",
                .object([("bgcolor", "var(--paper)"), ("bordercolor", "var(--line)"), ("font", font("var(--ink)", 12)), ("align", "left")])
            ),
            ("xaxis", axis(chart.x, scales.x, isY: false)), ("yaxis", axis(chart.y, scales.y, isY: true)),
        ])
    }

    private func axis(_ axis: Axis, _ scale: Scale, isY: Bool) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("title", .object([("text", .string(plotlyText(axis.title))), ("standoff", 8)])), ("automargin", true),
            ("gridcolor", "var(--line)"), ("zerolinecolor", "var(--line)"), ("linecolor", "var(--line)"),
            ("tickfont", font("var(--muted)", 12)),
        ]
        if let categories = axis.categories {
            members += [
                ("tickvals", .array(categories.indices.map(JSONValue.int))),
                ("ticktext", .array(categories.map { .string(plotlyText(truncated($0, to: 40))) })),
                ("range", range(isY ? [scale.high, scale.low] : [scale.low, scale.high])), ("showgrid", false), ("zeroline", false),
            ]
        } else if axis.isLog {
            let ticks = scale.labelledTicks(count: 6)
            members += [
                ("type", "log"), ("tickvals", .array(ticks.map(JSONValue.double))),
                ("ticktext", .array(TickLabels.texts(ticks, isLog: true).map(JSONValue.string))),
            ]
        } else if axis.range != nil {
            members.append(("range", range([scale.low, scale.high])))
        }
        return .object(members)
    }

    private func range(_ ends: [Double]) -> JSONValue { .array(ends.map(JSONValue.double)) }

    private func font(_ color: String, _ size: Double) -> JSONValue {
        .object([
            ("family", "system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", sans-serif"), ("size", .double(size)),
            ("color", .string(color)),
        ])
    }
}
