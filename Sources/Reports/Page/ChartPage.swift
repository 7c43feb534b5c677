import Charts
import Orchestrator
import RunDatabase

/// Charts alone, as a page.
public struct ChartPage: Sendable {
    public let charts: [Chart]
    public let title: String

    public init(_ charts: [Chart], title: String) { (self.charts, self.title) = (charts, title) }

    public func html(library: ChartLibrary?) -> String {
        var page = Page(title: title, subtitle: charts.first?.series.filter(\.isInLegend).map(\.name).joined(separator: ", ") ?? "")
        page.add("curves", "Curves", .figures(charts.map { .figure($0, isWide: charts.count == 1) }))
        return page.html(library: library)
    }
}

extension Page {
    func html(library: ChartLibrary?) -> String {
        html(library: library, version: productVersion, made: String(Timestamp.now.description.prefix(16)).replacing("T", with: " "))
    }
}
