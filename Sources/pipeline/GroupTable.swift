import Comparison
import Console
import Orchestrator
import Quantities

/// Variants that ran with several seeds or folds: mean ± standard deviation of each metric.
struct GroupTable {
    let runs: [RunOutcome.Run]

    /// Nil where no variant has more than one run.
    var table: Table? {
        var order: [String] = [], groups: [String: [RunOutcome.Run]] = [:]
        for run in runs where run.status == .finished {
            if groups[run.group] == nil { order.append(run.group) }
            groups[run.group, default: []].append(run)
        }
        guard groups.values.contains(where: { $0.count > 1 }) else { return nil }
        let names = metricNames(runs.map(\.metrics))
        var table = Table([Table.Column("variant"), .number("runs")] + names.map { .number($0 + " mean ± sd", key: $0) })
        for group in order {
            let members = groups[group] ?? []
            table.append(
                [.text(group), .integer(members.count)]
                    + names.map { name in cell(members.compactMap { run in run.metrics.first { $0.name == name }?.value }) })
        }
        for (index, name) in names.enumerated() { table.highlightBest(inColumn: index + 2, largest: isHigherBetter(name)) }
        return table
    }

    private func cell(_ values: [Double]) -> Table.Cell {
        guard !values.isEmpty else { return .empty }
        let mean = values.reduce(0, +) / Double(values.count)
        guard values.count > 1 else { return .metric(mean) }
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
        return Table.Cell(.double(mean), text: "\(formatMetric(mean)) ± \(fixed(variance.squareRoot(), decimals: 4))")
    }
}
