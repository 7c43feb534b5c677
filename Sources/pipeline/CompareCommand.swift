import ArgumentParser
import Comparison
import Console
import Diagnostics
import Orchestrator
import RunDatabase

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Says which of several runs is better, by how much, and whether it may be chance.",
        discussion: """
            The first is held against each of the others: what differs between them,
            their metrics with 95 % intervals (bootstrap over users), paired tests on the
            values of single users (t, Wilcoxon, sign flips; adjusted by Holm), effect
            sizes, and on how many users it wins. Runs that differ in their seeds only
            count as one, with mean and standard deviation. Runs on other data, another
            split or another protocol are not comparable: that is said, and --anyway
            shows the figures nevertheless.

            EXAMPLES
              pipeline compare quickstart/ancf quickstart/gmf
              pipeline compare ancf gmf neumf --metric ndcg@10
              pipeline compare 3f2a @best:ndcg@10 --format json
              pipeline compare ancf gmf --format latex
            """)

    @Argument(help: "Two runs or more: ids, prefixes, latest, labels (ancf, experiment/ancf), @best, @best:METRIC.")
    var runs: [String]

    @Option(parsing: .singleValue, help: ArgumentHelp("Only this metric; the first decides the verdict (repeatable).", valueName: "name"))
    var metric: [String] = []

    @Flag(help: "Show the figures of runs that are not comparable.")
    var anyway = false

    @Option(help: "Resamples of the bootstrap and of the permutation test.")
    var resamples: Int = 10_000

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard (100...10_000_000).contains(resamples) else {
            throw ValidationError("--resamples must be in 100…10,000,000, is \(resamples)")
        }
    }

    func run() throws {
        let database = try workspace.databaseSnapshot()
        let sides = try ComparedSide.resolve(runs, in: database)
        let comparison = try Comparison(
            sides, in: workspace.location, options: Comparison.Options(metrics: metric, resamples: resamples))
        if !comparison.mismatches.isEmpty, !anyway {
            throw Failure(
                .invalidInput,
                comparison.mismatches.enumerated().map { index, mismatch in
                    .error(
                        "not comparable: \(mismatch.message)",
                        hint: index == comparison.mismatches.count - 1 ? "--anyway shows the figures nevertheless" : nil)
                })
        }
        Report.print(comparison.mismatches.map { .warning("not comparable: \($0.message)") } + comparison.warnings)
        let page = ComparisonPage(comparison: comparison)
        Output.write(format.format == .json ? comparison.json.pretty + "\n" : page.rendered(as: format.format))
    }
}
