import Charts
import Console
import Quantities
import RunDatabase

extension RunReport {
    /// What the stages of each run took, one after another.
    var time: Markup {
        var kinds: [String] = []
        for stage in runs.flatMap(\.stages) where !kinds.contains(stage.stage) { kinds.append(stage.stage) }
        guard !kinds.isEmpty else { return Markup() }
        var series = kinds.enumerated().map { Series($0.element, .rows, color: $0.offset, points: []) }
        for (row, run) in runs.enumerated() {
            var start = 0.0
            for stage in run.stages where stage.seconds > 0 {
                guard let index = kinds.firstIndex(of: stage.stage) else { continue }
                let known = stage.status == .cached ? "\nknown already: not done again" : ""
                series[index].points.append(
                    .init(
                        start, Double(row), end: start + stage.seconds,
                        hover: "\(run.title)\n\(stage.node): \(formatDuration(stage.seconds))\(known)"))
                start += stage.seconds
            }
        }
        let chart = Chart(
            "Work of the stages", x: Axis("seconds", isNice: false), y: Axis("", categories: runs.map(\.title)),
            series: series.filter { !$0.points.isEmpty })
        let caption = "What the work of each stage took when it was done; runs share what they have in common."
        return .figure(chart, caption: caption, height: 100 + Double(runs.count) * 30) + .details("As a table", .table(table(kinds)))
    }

    private func table(_ kinds: [String]) -> Table {
        var table = Table([Table.Column("run", mayShrink: false)] + kinds.map { .number($0) } + [.number("all")])
        for run in runs {
            let cells = kinds.map { kind -> Table.Cell in
                let stages = run.stages.filter { $0.stage == kind }
                return stages.isEmpty ? .empty : .seconds(stages.reduce(0) { $0 + $1.seconds })
            }
            table.append([.text(run.title, style: .bold)] + cells + [.seconds(run.summary.seconds)])
        }
        return table
    }
}
