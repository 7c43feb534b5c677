import Charts

extension RunReport {
    var learning: Markup {
        guard let curves else { return Markup() }
        let charts = curves.charts
        return .figures(charts.map { .figure($0, isWide: charts.count == 1) })
    }
}
