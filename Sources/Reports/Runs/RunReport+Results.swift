import Charts
import Comparison
import Console
import Quantities
import Statistics

extension RunReport {
    var results: Markup {
        guard !metrics.isEmpty else { return .paragraph("No run has results: nothing was evaluated.", class: "note") }
        var table = Table([Table.Column("run", mayShrink: false)] + metrics.map { .number($0) })
        for run in runs {
            table.append([.text(run.title, style: .bold)] + metrics.map { cell(run, $0) })
        }
        for (column, name) in metrics.enumerated() {
            table.highlightBest(inColumn: column + 1, largest: isHigherBetter(name))
        }
        let hasIntervals = runs.contains { $0.perUser != nil }
        let note =
            hasIntervals ? "Below a value: its 95 % interval, by a bootstrap over users." : ""
        return .table(table, caption: note) + groups
    }

    private func cell(_ run: ReportedRun, _ metric: String) -> Table.Cell {
        guard let value = run.summary.metric(metric) else { return .empty }
        var text = formatMetric(value)
        if let interval = ComparedMetric.Value(metric, run.side)?.interval(of: metric, run.perUser) {
            text += "\n\(formatMetric(interval.low))–\(formatMetric(interval.high))"
        }
        return Table.Cell(.double(value), text: text)
    }

    /// Mean ± standard deviation of variants that ran with several seeds or folds.
    private var groups: Markup {
        var order: [String] = [], members: [String: [ReportedRun]] = [:]
        for run in runs {
            let name = "\(run.summary.experiment)/\(run.summary.group)"
            if members[name] == nil { order.append(name) }
            members[name, default: []].append(run)
        }
        guard members.values.contains(where: { $0.count > 1 }) else { return Markup() }
        let isOneExperiment = Set(runs.map(\.summary.experiment)).count == 1
        var table = Table([Table.Column("variant"), .number("runs")] + metrics.map { .number($0) })
        for name in order {
            let runs = members[name] ?? []
            let cells = metrics.map { metric -> Table.Cell in
                let moments = Moments(runs.compactMap { $0.summary.metric(metric) })
                guard moments.count > 0 else { return .empty }
                let spread = moments.count > 1 ? " ± " + fixed(moments.deviation, decimals: 4) : ""
                return Table.Cell(.double(moments.mean), text: formatMetric(moments.mean) + spread)
            }
            table.append([.text(isOneExperiment ? runs[0].summary.group : name, style: .bold), .integer(runs.count)] + cells)
        }
        for (column, name) in metrics.enumerated() {
            table.highlightBest(inColumn: column + 2, largest: isHigherBetter(name))
        }
        return .heading("Over seeds and folds: mean ± standard deviation") + .table(table)
    }
}
