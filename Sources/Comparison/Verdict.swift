import Quantities
import Statistics

/// The result in a sentence: who is better, by how much, and whether that may be chance.
struct Verdict {
    private let comparison: Comparison
    private let other: Int

    init(_ comparison: Comparison, other: Int) { (self.comparison, self.other) = (comparison, other) }

    var text: String {
        let names = comparison.sides.map(\.name)
        let common = comparison.metrics.filter { $0.values[0] != nil && $0.values[other] != nil }
        guard let metric = common.first(where: { $0.name == comparison.primary }) ?? common.first,
            let a = metric.values[0], let b = metric.values[other]
        else { return "\(names[0]) and \(names[other]) have no result in common" }
        guard metric.tests[other] != nil else {
            let reasons = comparison.mismatchesBySide[other].map(\.message).joined(separator: "; ")
            return "\(names[0]) and \(names[other]) are not comparable: \(reasons)"
        }
        guard let test = metric.tests[other], let users = test.users, users.count > 0 else {
            return withoutUsers(metric, a, b, metric.tests[other]?.seeds)
        }
        guard a.mean != b.mean else { return "\(names[0]) and \(names[other]) are equal on \(metric.name)" }
        let firstIsBetter = metric.higherIsBetter == (a.mean > b.mean)
        let better = firstIsBetter ? names[0] : names[other], worse = firstIsBetter ? names[other] : names[0]
        let (wins, losses) = firstIsBetter ? (users.wins, users.losses) : (users.losses, users.wins)
        let counts = "wins \(formatCount(wins)) / ties \(formatCount(users.ties)) / losses \(formatCount(losses))"
        let interval = metric.isMeanOverUsers ? users.interval.map { " [\(advantage($0, firstIsBetter, metric))]" } ?? "" : ""
        let size = formatMetric(abs(a.mean - b.mean))
        let evidence = Evidence(test, users, runs: (a.runs, b.runs), tests: comparison.testCount)
        guard (test.pValue ?? 1) < 0.05 else {
            return "no significant difference between \(names[0]) and \(names[other]) on \(metric.name): "
                + "\(better) is ahead by \(size)\(interval), \(evidence.text), \(counts)" + evidence.disagreement
        }
        return "\(better) is better than \(worse) on \(metric.name) by \(size)\(interval), \(evidence.text), \(counts)"
    }

    /// The interval of the advantage of the better one: turned round where differences have the other sign.
    private func advantage(_ interval: Interval, _ firstIsBetter: Bool, _ metric: ComparedMetric) -> String {
        let isTurned = firstIsBetter != metric.higherIsBetter
        let low = isTurned ? -interval.high : interval.low, high = isTurned ? -interval.low : interval.high
        return "\(formatMetric(low)), \(formatMetric(high))"
    }

    private func withoutUsers(_ metric: ComparedMetric, _ a: ComparedMetric.Value, _ b: ComparedMetric.Value, _ seeds: TestResult?)
        -> String
    {
        let names = comparison.sides.map(\.name)
        let firstIsBetter = metric.higherIsBetter == (a.mean > b.mean)
        let better = firstIsBetter ? names[0] : names[other], worse = firstIsBetter ? names[other] : names[0]
        let size = formatMetric(abs(a.mean - b.mean))
        guard let seeds, !seeds.pValue.isNaN else {
            return
                "\(better) is ahead of \(worse) on \(metric.name) by \(size); whether that is more than chance cannot be said from one run each"
        }
        let p = "p \(pText(seeds.pValue)) (Welch, \(a.runs) and \(b.runs) runs)"
        return seeds.pValue < 0.05
            ? "\(better) is better than \(worse) on \(metric.name) by \(size), \(p)"
            : "no significant difference between \(names[0]) and \(names[other]) on \(metric.name): \(better) is ahead by \(size), \(p)"
    }
}

/// The p-values of a verdict with their units: users, and runs where both sides have several.
private struct Evidence {
    let users: Double
    let seeds: Double?
    let count: Int
    let runs: (Int, Int)
    let tests: Int

    init(_ test: ComparedMetric.Test, _ users: PairedComparison, runs: (Int, Int), tests: Int) {
        self.users = test.adjusted?.permutation ?? users.permutation.pValue
        seeds = test.adjustedSeeds.flatMap { $0.isNaN ? nil : $0 }
        count = users.count
        self.runs = runs
        self.tests = tests
    }

    var text: String {
        let adjusted = tests > 1 ? ", adjusted for \(tests) tests" : ""
        let overUsers = "p \(pText(users)) over \(formatCount(count)) users (permutation\(adjusted))"
        return seeds.map { overUsers + " and p \(pText($0)) over \(runs.0) and \(runs.1) runs (Welch)" } ?? overUsers
    }

    /// Said where one of the two is significant and the other is not.
    var disagreement: String {
        guard let seeds, users < 0.05 || seeds < 0.05 else { return "" }
        return users < 0.05
            ? "; over these users the difference is more than chance, but not more than runs with other seeds differ"
            : "; runs differ by more than chance, but not over users"
    }
}

/// `= 0.0041`, `< 0.0001`.
public func pText(_ p: Double) -> String {
    if p.isNaN { return "unknown" }
    return p < 0.0001 ? "< 0.0001" : "= " + fixed(p, decimals: p < 0.1 ? 4 : 3)
}
