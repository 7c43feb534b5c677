import Charts
import Comparison
import Console
import Quantities
import Statistics

extension RunReport {
    /// The best against another on the primary metric.
    struct Pair {
        var other: Contestant
        var users: PairedComparison
        /// Adjusted for the contestants.
        var pValue: Double
        /// The differences of users that are not 0.
        var differences: [Double]
    }

    /// The best against every other that was tested on the same users in the same way, the nearest first.
    var pairs: [Pair] {
        guard let comparison, let metric = comparison.primaryMetric, metric.isMeanOverUsers, let own = comparison.tables[0] else {
            return []
        }
        return contestants.indices.dropFirst().compactMap { place in
            guard let test = metric.tests[place], let users = test.users, users.count > 0, let pValue = test.pValue,
                let values = comparison.tables[place].flatMap({ PerUserTable.paired(own, $0, metric.name) })
            else { return nil }
            let differences = zip(values.first, values.second).map { $0 - $1 }.filter { $0 != 0 }
            return Pair(other: contestants[place], users: users, pValue: pValue, differences: differences)
        }
    }

    /// One sentence: which is best, by how much, is it real. The sentence of `pipeline compare`.
    var verdict: Markup { (comparison?.verdicts.first).map { .paragraph($0 + ".") } ?? Markup() }

    var differences: Markup {
        guard let primary, let comparison, let best = contestants.first, contestants.count > 1 else { return Markup() }
        let pairs = pairs
        var table = Table([
            Table.Column("against", mayShrink: false), .number("difference"), .number("interval"), .number("p"), .number("effect d"),
            .number("wins"), .number("ties"), .number("losses"), Table.Column("so"),
        ])
        for pair in pairs {
            let one = pair.users, isReal = pair.pValue < 0.05
            let interval = one.interval.map { "\(formatMetric($0.low)) to \(formatMetric($0.high))" } ?? ""
            table.append([
                .text(pair.other.title, style: .bold), .metric(one.difference), Table.Cell(.null, text: interval),
                Table.Cell(.double(pair.pValue), text: probability(pair.pValue)), .metric(one.cohensD), .count(one.wins),
                .count(one.ties), .count(one.losses),
                .text(isReal ? "\(best.title) is better" : "may be chance", style: isReal ? .green : .yellow),
            ])
        }
        let tested = Set(pairs.map(\.other.title))
        let left = contestants.indices.dropFirst().filter { !tested.contains(contestants[$0].title) }
        let means = best.count > 1 ? ", whose values are means over the runs of a variant" : ""
        let caption =
            "\(best.title) minus the other, in \(primary), over users that both were tested on\(means). p: sign-flip permutation test; "
            + "interval: 95 %, percentile bootstrap"
            + (pairs.count == 1 ? "" : "; both adjusted by Holm for \(pairs.count) comparisons")
            + ". Effect: mean over standard deviation of the differences."
        let figures = pairs.prefix(4).map { histogram($0, best: best, metric: primary, isWide: pairs.count == 1) }
        let body =
            pairs.isEmpty ? Markup() : Markup.table(table, caption: caption) + .heading("Users whose result differs") + .figures(figures)
        // The first sentence stands in the summary already.
        return body + .joined(left.filter { $0 > 1 }.map { .paragraph(comparison.verdicts[$0 - 1] + ".", class: "note") })
    }

    /// Users by difference in bins of equal width around 0.
    private func histogram(_ pair: Pair, best: Contestant, metric: String, isWide: Bool) -> Markup {
        let reach = pair.differences.map { abs($0) }.max() ?? 0
        guard reach > 0 else {
            return .paragraph("\(best.title) and \(pair.other.title) give every user the same \(metric).", class: "note")
        }
        let half = 12, width = reach / Double(half)
        var counts = [Int](repeating: 0, count: 2 * half)
        for difference in pair.differences { counts[min(2 * half - 1, max(0, Int((difference / width).rounded(.down)) + half))] += 1 }
        let bars = { (range: Range<Int>, name: String, color: Int) in
            Series(
                name, .columns, color: color,
                points: range.map { bin in
                    let low = Double(bin - half) * width
                    return .init(
                        low, Double(counts[bin]), end: low + width,
                        hover: "\(formatCount(counts[bin])) users\n\(formatMetric(low)) to \(formatMetric(low + width))")
                })
        }
        let first = isHigherBetter(metric) ? "better with" : "higher with"
        let chart = Chart(
            "\(best.title) against \(pair.other.title)", x: Axis("difference in \(metric) of a user"), y: Axis("users"),
            series: [
                bars(half..<(2 * half), "\(first) \(best.title)", best.color),
                bars(0..<half, "\(first) \(pair.other.title)", pair.other.color),
            ])
        let ties = pair.users.ties
        return .figure(
            chart, caption: ties > 0 ? "\(formatCount(ties)) users with equal results are left out." : "", height: 300, isWide: isWide)
    }
}

/// `0.031`, `< 0.001`.
func probability(_ p: Double) -> String { p.isNaN ? "–" : p < 0.001 ? "< 0.001" : fixed(p, decimals: 3) }
