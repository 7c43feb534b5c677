import ArgumentParser
import Comparison
import Console
import Diagnostics
import JSON
import Orchestrator
import Quantities
import RunDatabase

struct BestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "best",
        abstract: "A leaderboard: configurations by a metric, each held against the best.",
        discussion: """
            Runs that differ in their seeds or folds only are one row, with mean and
            standard deviation. Intervals are 95 %, by bootstrap over users. † marks rows
            that are significantly worse than the best (sign flips over users, p < .05
            after Holm), ‡ rows on other data, another split or another protocol, which
            are not tested.

            EXAMPLES
              pipeline best --metric ndcg@10
              pipeline best --metric ndcg@10 --metric recall@10 --per model --format latex
              pipeline best --metric rmse --filter 'experiment = "movielens-1m"' --limit 5
            """)

    @Option(parsing: .singleValue, help: ArgumentHelp("The metric that decides; further ones are shown (repeatable).", valueName: "name"))
    var metric: [String]

    @Option(help: "One row each: the best of each model, dataset or experiment.")
    var per: Leaderboard.Grouping?

    @Option(help: "Only runs of this experiment.")
    var experiment: String?

    @Option(help: ArgumentHelp("Only runs that fit, as in 'pipeline runs'.", valueName: "expression"))
    var filter: String?

    @Option(help: "How many rows at most.")
    var limit: Int = 20

    @OptionGroup var workspace: WorkspaceOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit must be in 1…1000, is \(limit)") }
        guard !metric.isEmpty else { throw ValidationError("--metric is missing: for example --metric ndcg@10") }
    }

    func run() throws {
        let database = try workspace.databaseSnapshot()
        let board = try Leaderboard(
            metrics: metric, grouping: per, expression: try filter.map { try RunExpression(parsing: $0) }, experiment: experiment,
            limit: limit, in: database, workspace.location)
        Output.write(table(board), as: format.format)
        guard format.format == .table else { return }
        let notes = notes(board)
        if !notes.isEmpty { Output.writeText("\n" + notes) }
    }

    private func table(_ board: Leaderboard) -> Table {
        let isPaper = format.format == .latex || format.format == .markdown
        var head: [Table.Column] = isPaper ? [] : [.number("rank")]
        if let per, per != .model { head.append(Table.Column(per.rawValue, mayShrink: false)) }
        if per != .experiment, !isPaper { head.append(Table.Column("experiment")) }
        head.append(Table.Column("variant"))
        head.append(Table.Column("model", mayShrink: false))
        if !isPaper { head += [Table.Column("run", key: "id", mayShrink: false), .number("runs")] }
        for name in board.metrics { head += [.number(name)] + (isPaper ? [] : [.number("95 %", key: name + " 95 %")]) }
        if !isPaper { head += [.number("Δ", key: "difference"), .number("p", key: "p")] }
        var table = Table(head)
        let best = board.metrics.indices.map { index in
            let known = board.rows.compactMap { $0.values[index]?.mean }
            return isHigherBetter(board.metrics[index]) ? known.max() : known.min()
        }
        for (index, row) in board.rows.enumerated() {
            var cells: [Table.Cell] = isPaper ? [] : [.integer(index + 1)]
            if let per, per != .model { cells.append(.text(row.group ?? "")) }
            let run = row.side.runs[0]
            if per != .experiment, !isPaper { cells.append(.text(run.experiment)) }
            cells += [.text(row.side.name), .text(row.model)]
            if !isPaper { cells += [.text(run.id, style: .dim), .integer(row.side.runs.count)] }
            for (place, value) in row.values.enumerated() {
                var cell = value.map(ComparisonPage.cell) ?? .empty
                if place == 0 { cell.text += mark(row) }
                if let mean = value?.mean, mean == best[place], board.rows.count > 1 { cell = cell.styled(.best) }
                cells.append(cell)
                if !isPaper { cells.append(value?.interval.map { .text(intervalText($0)) } ?? .empty) }
            }
            if !isPaper {
                cells += [.metric(row.difference), row.pValue.map { Table.Cell(.double($0), text: fixed($0, decimals: 4)) } ?? .empty]
            }
            table.append(cells)
        }
        return table
    }

    private func mark(_ row: Leaderboard.Row) -> String {
        let warned = row.side.warnings.isEmpty ? "" : "!"
        if !row.mismatches.isEmpty { return "‡" + warned }
        return ((row.pValue ?? 1) < 0.05 ? "†" : "") + warned
    }

    private func notes(_ board: Leaderboard) -> String {
        var lines: [String] = []
        if board.rows.contains(where: { ($0.pValue ?? 1) < 0.05 && $0.mismatches.isEmpty }) {
            lines.append("† significantly worse than the best")
        }
        let others = board.rows.filter { !$0.mismatches.isEmpty }
        if let first = others.first {
            lines.append(
                "‡ not comparable to the best: \(first.mismatches.map(\.message).joined(separator: "; "))\(others.count > 1 ? "; …" : "")")
        }
        var seen: Set<String> = []
        for row in board.rows {
            for warning in row.side.warnings where seen.insert(warning.message).inserted {
                lines.append("! \(row.side.name): \(warning.message)")
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

extension Leaderboard.Grouping: ExpressibleByArgument {}
