import Comparison
import Console
import Orchestrator
import RunDatabase

/// Runs with their final metrics, one a row, the best of each metric marked.
struct ResultTable {
    struct Row {
        var id: String
        var experiment: String?
        var variant: String
        var status: RunStatus
        var started: Timestamp?
        var seconds: Double?
        var warnings: Int
        var metrics: [(name: String, value: Double)]

        init(_ run: RunOutcome.Run) {
            (id, variant, status, seconds, metrics) = (run.id, run.variant, run.status, run.seconds, run.metrics)
            warnings = run.stages.reduce(0) { $0 + $1.warnings.count }
        }

        init(_ run: RunSummary) {
            (id, experiment, variant, status, seconds) = (run.id, run.experiment, run.variant, run.status, run.seconds)
            started = run.started
            warnings = run.warnings
            metrics = run.metrics.map { ($0.name, $0.value) }
        }
    }

    var runs: [Row]
    /// Nil shows every result (not the figures about the data and the training).
    var columns: [String]?

    var table: Table {
        let names = columns ?? metricNames(runs.map(\.metrics))
        let hasExperiment = runs.contains { $0.experiment != nil }, hasStart = runs.contains { $0.started != nil }
        var head = [Table.Column("run", key: "id", mayShrink: false)]
        if hasExperiment { head.append(Table.Column("experiment")) }
        head += [Table.Column("variant"), Table.Column("status", mayShrink: false)]
        if hasStart { head.append(Table.Column("started", mayShrink: false)) }
        let hasWarnings = runs.contains { $0.warnings > 0 }
        if hasWarnings { head.append(.number("warnings")) }
        head.append(.number("time", key: "seconds"))
        var table = Table(head + names.map { .number($0) })
        for run in runs {
            var cells: [Table.Cell] = [.text(run.id, style: .dim)]
            if hasExperiment { cells.append(.text(run.experiment ?? "")) }
            cells += [.text(run.variant), .text(run.status.rawValue, style: style(run.status))]
            if hasStart { cells.append(run.started.map { Table.Cell(.string($0.description), text: $0.forPeople) } ?? .empty) }
            if hasWarnings {
                let count = Table.Cell.integer(run.warnings)
                cells.append(run.warnings > 0 ? count.styled(.yellow) : count)
            }
            cells.append(.seconds(run.seconds))
            table.append(cells + names.map { name in .metric(run.metrics.first { $0.name == name }?.value) })
        }
        for (index, name) in names.enumerated() {
            table.highlightBest(inColumn: head.count + index, largest: isHigherBetter(name))
        }
        return table
    }

    private func style(_ status: RunStatus) -> Style {
        switch status {
        case .finished: .green
        case .failed: .red
        case .interrupted, .running: .yellow
        case .pruned: .dim
        }
    }
}

/// The results that any of the runs has.
func metricNames(_ metrics: [[(name: String, value: Double)]]) -> [String] {
    resultNames(metrics.flatMap { $0.map(\.name) })
}
