import ArgumentParser
import Console
import Metrics

struct MetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Lists the metrics with their formulas.",
        discussion: """
            EXAMPLE
              pipeline metrics
            """)

    @OptionGroup var format: FormatOptions

    func run() {
        var table = Table([
            Table.Column("metric"), Table.Column("kind"), Table.Column("better"), Table.Column("cutoff"),
            Table.Column("what it is", wraps: true), Table.Column("source", wraps: true),
        ])
        for metric in MetricRegistry.all {
            table.append([
                .text(([metric.id] + metric.aliases).joined(separator: ", "), style: .bold), .text(metric.kind.rawValue),
                .text(metric.higherIsBetter ? "higher" : "lower"), .text(metric.cutoffUse.rawValue), .text(metric.documentation),
                .text(metric.source),
            ])
        }
        Output.write(table, as: format.format)
    }
}
