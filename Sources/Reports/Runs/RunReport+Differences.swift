import Charts
import Console
import Statistics

/// The best against another, user by user.
struct PairedResult: Sendable {
    var other: Contestant
    var comparison: PairedComparison
    /// Of the sign-flip permutation test, after Holm's correction for the number of comparisons.
    var adjusted: Double
    /// The differences of users that are not 0.
    var differences: [Double]
}

extension RunReport {
    /// The best against every other that was tested on the same users in the same way, the nearest first.
    static func pairs(_ contestants: [Contestant], metric: String) -> [PairedResult] {
        guard ResultNames.isMeanOverUsers(metric), let best = contestants.first, let own = best.perUser else { return [] }
        let higher = ResultNames.higherIsBetter(metric)
        let found = contestants.dropFirst().compactMap { other -> (Contestant, PairedComparison, [Double])? in
            guard obstacle(best.run, other.run) == nil, let values = other.perUser.map({ own.paired(with: $0, metric) }),
                !values.users.isEmpty
            else { return nil }
            let comparison = PairedComparison(values.own, values.other, higherIsBetter: higher)
            return (other, comparison, zip(values.own, values.other).map { $0 - $1 }.filter { $0 != 0 && !$0.isNaN })
        }
        let adjusted = holmAdjusted(found.map(\.1.permutation.pValue))
        return zip(found, adjusted).map { PairedResult(other: $0.0, comparison: $0.1, adjusted: $1, differences: $0.2) }
    }

    /// One sentence: which is best, by how much, is it real.
    var verdict: Markup {
        guard let primary, let best = contestants.first, let second = contestants.dropFirst().first else { return Markup() }
        if let reason = obstacle(best.run, second.run) {
            return .paragraph("\(best.title) has the best \(primary); it cannot be compared with \(second.title) user by user: \(reason).")
        }
        guard let pair = pairs.first else { return Markup() }
        let difference = "\(formatMetric(abs(pair.comparison.difference))) in \(primary)"
        let chance = pair.adjusted < 0.001 ? "p < 0.001" : "p = \(probability(pair.adjusted))"
        let seeds = best.count > 1 ? " (means of \(best.count) runs)" : ""
        let sentence =
            pair.adjusted < 0.05
            ? "\(best.title) is better than the next, \(second.title), by \(difference)\(seeds), \(chance)."
            : "\(best.title) is ahead of \(second.title) by \(difference)\(seeds), but the difference may be chance, "
                + "\(chance)."
        return .paragraph(sentence)
    }

    var differences: Markup {
        guard let primary, let best = contestants.first, contestants.count > 1 else { return Markup() }
        var table = Table([
            Table.Column("against", mayShrink: false), .number("difference"), .number("95 % interval"), .number("p"), .number("effect d"),
            .number("wins"), .number("ties"), .number("losses"), Table.Column("so"),
        ])
        for pair in pairs {
            let one = pair.comparison, isReal = pair.adjusted < 0.05
            let interval = one.interval.map { "\(formatMetric($0.low)) to \(formatMetric($0.high))" } ?? ""
            table.append([
                .text(pair.other.title, style: .bold), .metric(one.difference), Table.Cell(.null, text: interval),
                Table.Cell(.double(pair.adjusted), text: probability(pair.adjusted)), .metric(one.cohensD), .count(one.wins),
                .count(one.ties), .count(one.losses),
                .text(isReal ? "\(best.title) is better" : "may be chance", style: isReal ? .green : .yellow),
            ])
        }
        let left = contestants.dropFirst().compactMap { other in
            obstacle(best.run, other.run).map { "Not compared user by user with \(other.title): \($0)." }
        }
        let caption =
            "\(best.title) minus the other, in \(primary), over users that both were tested on\(best.count > 1 ? ", whose values are means over the runs of a variant" : ""). p: sign-flip permutation test, after Holm's "
            + "correction for \(pairs.count) comparison\(pairs.count == 1 ? "" : "s"); effect: mean over standard deviation of the differences."
        let figures = pairs.prefix(4).map { histogram($0, best: best, metric: primary, isWide: pairs.count == 1) }
        let body =
            pairs.isEmpty ? Markup() : Markup.table(table, caption: caption) + .heading("Users whose result differs") + .figures(figures)
        return body + .joined(left.map { .paragraph($0, class: "note") })
    }

    /// Users by difference in bins of equal width around 0.
    private func histogram(_ pair: PairedResult, best: Contestant, metric: String, isWide: Bool) -> Markup {
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
        let first = ResultNames.higherIsBetter(metric) ? "better with" : "higher with"
        let chart = Chart(
            "\(best.title) against \(pair.other.title)", x: Axis("difference in \(metric) of a user"), y: Axis("users"),
            series: [
                bars(half..<(2 * half), "\(first) \(best.title)", best.color),
                bars(0..<half, "\(first) \(pair.other.title)", pair.other.color),
            ])
        let ties = pair.comparison.ties
        return .figure(
            chart, caption: ties > 0 ? "\(formatCount(ties)) users with equal results are left out." : "", height: 300, isWide: isWide)
    }
}

/// `0.031`, `< 0.001`.
func probability(_ p: Double) -> String { p.isNaN ? "–" : p < 0.001 ? "< 0.001" : fixed(p, decimals: 3) }
