import Charts

extension RunReport {
    var learning: Markup {
        guard let curves else { return Markup() }
        let charts = curves.charts
        let note = curves.missing.isEmpty ? "" : "Without values by epoch: \(curves.missing.joined(separator: ", "))."
        return .figures(charts.map { .figure($0, caption: $0.series.count == 1 ? $0.series[0].name : "", isWide: charts.count == 1) })
            + (note.isEmpty ? Markup() : .paragraph(note, class: "note"))
    }
}
