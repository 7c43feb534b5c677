import Comparison
import Console
import Quantities
import Statistics

/// A comparison in tables, for people.
struct ComparisonPage {
    let comparison: Comparison

    private var names: [String] { comparison.sides.map(\.name) }

    func rendered(as format: OutputFormat) -> String {
        let terminal = TerminalCapabilities.standardOutput
        func text(_ table: Table) -> String { table.rendered(as: format, width: terminal.width, color: terminal.color) }
        switch format {
        case .csv: return text(long)
        case .latex: return text(results)
        default: break
        }
        func section(_ title: String, _ table: Table) -> String {
            table.rows.isEmpty ? "" : "\n" + Style.bold.paint(title, color: terminal.color) + "\n" + text(table)
        }
        func paragraph(_ text: String) -> String { format == .table ? Output.fitted(text) : text }
        let verdicts = comparison.verdicts.map { Style.bold.paint(paragraph($0), color: terminal.color) + "\n" }.joined()
        let same = "\(comparison.equalParameters) parameters are the same\n"
        let differing =
            comparison.parameters.isEmpty
            ? "\nno parameter differs\n" : section("Parameters that differ", rows(comparison.parameters)) + same
        return verdicts + differing + section("What else differs", rows(comparison.environment)) + section("Results", results)
            + comparison.sides.indices.dropFirst().map { section("\(names[0]) − \(names[$0])", tests($0)) }.joined() + paragraph(notes)
    }

    private func rows(_ rows: [DifferingRow]) -> Table {
        var table = Table([Table.Column("", key: "name", mayShrink: false)] + names.map { Table.Column($0) })
        for row in rows { table.append([.text(row.name)] + row.values.map { $0.map { .text($0) } ?? .empty }) }
        return table
    }

    /// Rows are metrics; the best of each row is marked.
    private var results: Table {
        let hasIntervals = comparison.metrics.contains { $0.values.contains { $0?.interval != nil } }
        var head = [Table.Column("metric", mayShrink: false)]
        for name in names {
            head.append(.number(name))
            if hasIntervals { head.append(.number("95 %", key: name + " 95 %")) }
        }
        var table = Table(head)
        for metric in comparison.metrics {
            var cells = [Table.Cell.text(metric.name)]
            for (index, value) in metric.values.enumerated() {
                let cell = value.map(Self.cell) ?? .empty
                cells.append(metric.best == index ? cell.styled(.best) : cell)
                if hasIntervals { cells.append(value?.interval.map { .text(intervalText($0)) } ?? .empty) }
            }
            table.append(cells)
        }
        return table
    }

    static func cell(_ value: ComparedMetric.Value) -> Table.Cell {
        guard let deviation = value.deviation else { return .metric(value.mean) }
        return Table.Cell(.double(value.mean), text: "\(formatMetric(value.mean)) ± \(fixed(deviation, decimals: 4))")
    }

    private func tests(_ side: Int) -> Table {
        let hasSeeds = comparison.metrics.contains { $0.tests[side]?.seeds != nil }
        var head = [
            Table.Column("metric", mayShrink: false), .number("difference"), .number("95 %"), .number("p perm."), .number("p Wilc."),
            .number("p t"), .number("d"), .number("r"), .number("wins"), .number("ties"), .number("losses"),
        ]
        if hasSeeds { head.append(.number("p Welch")) }
        var table = Table(head)
        for metric in comparison.metrics {
            guard let test = metric.tests[side], let a = metric.values[0], let b = metric.values[side] else { continue }
            let p = test.adjusted
            var cells: [Table.Cell] = [.text(metric.name), .metric(a.mean - b.mean)]
            if let users = test.users {
                let interval = metric.isMeanOverUsers ? users.interval : nil
                cells.append(interval.map { Table.Cell.text(intervalText($0)) } ?? .empty)
                cells += [Self.pCell(p?.permutation), Self.pCell(p?.wilcoxon), Self.pCell(p?.tTest)]
                cells += [Self.effect(users.cohensD), Self.effect(users.rankBiserial)]
                cells += [Table.Cell.count(users.wins), .count(users.ties), .count(users.losses)]
            } else {
                cells += [Table.Cell](repeating: .empty, count: 9)
            }
            if hasSeeds { cells.append(Self.pCell(test.adjustedSeeds)) }
            table.append(cells)
        }
        return table
    }

    private static func pCell(_ p: Double?) -> Table.Cell {
        guard let p, !p.isNaN else { return .empty }
        let text = p < 0.0001 ? "<.0001" : fixed(p, decimals: 4)
        return Table.Cell(.double(p), text: text, style: p < 0.05 ? .bold : .plain)
    }

    private static func effect(_ value: Double) -> Table.Cell {
        value.isNaN ? .empty : Table.Cell(.double(value), text: fixed(value, decimals: 3))
    }

    private var notes: String {
        guard let users = comparison.metrics.lazy.compactMap({ $0.tests.lazy.compactMap { $0?.users }.first }).first else { return "" }
        let holm =
            comparison.testCount > 1
            ? ", and with intervals of differences adjusted by Holm for \(comparison.testCount) tests" : ""
        let pooled = comparison.metrics.filter { !$0.isMeanOverUsers }.map(\.name).joined(separator: ", ")
        return
            "\npaired over \(formatCount(users.count)) users; p two-sided\(holm); d is Cohen's d_z, r the matched-pairs rank-biserial correlation\n"
            + (pooled.isEmpty
                ? "" : "\(pooled): over pairs, not a mean over users, so tests compare users' own values and there is no interval\n")
    }

    // MARK: CSV

    /// A row for each metric and side.
    private var long: Table {
        let numbers = [
            "mean", "sd", "runs", "low", "high", "difference", "difference_low", "difference_high", "users", "p_permutation", "p_wilcoxon",
            "p_t", "p_permutation_holm", "p_wilcoxon_holm", "p_t_holm", "cohens_d", "rank_biserial", "wins", "ties", "losses", "p_welch",
        ]
        var table = Table([Table.Column("metric"), Table.Column("side")] + numbers.map { .number($0) })
        for metric in comparison.metrics {
            for (index, side) in comparison.sides.enumerated() {
                table.append([.text(metric.name), .text(side.name)] + figures(metric, index))
            }
        }
        return table
    }

    private func figures(_ metric: ComparedMetric, _ side: Int) -> [Table.Cell] {
        let value = metric.values[side], test = metric.tests[side], users = test?.users, p = test?.adjusted
        let interval = metric.isMeanOverUsers ? users?.interval : nil
        let difference = test == nil ? nil : metric.values[0].flatMap { a in value.map { a.mean - $0.mean } }
        func number(_ value: Double?) -> Table.Cell { .metric(value) }
        func whole(_ value: Int?) -> Table.Cell { value.map(Table.Cell.integer) ?? .empty }
        var cells = [number(value?.mean), number(value?.deviation), whole(value?.runs)]
        cells += [number(value?.interval?.low), number(value?.interval?.high)]
        cells += [number(difference), number(interval?.low), number(interval?.high), whole(users?.count)]
        cells += [number(users?.permutation.pValue), number(users?.wilcoxon.pValue), number(users?.tTest.pValue)]
        cells += [number(p?.permutation), number(p?.wilcoxon), number(p?.tTest), number(users?.cohensD), number(users?.rankBiserial)]
        cells += [whole(users?.wins), whole(users?.ties), whole(users?.losses), number(test?.seeds?.pValue)]
        return cells
    }
}

func intervalText(_ interval: Interval) -> String { "[\(formatMetric(interval.low)), \(formatMetric(interval.high))]" }
