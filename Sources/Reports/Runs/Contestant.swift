import Comparison
import Orchestrator
import RunDatabase

/// What is compared: a run, or a variant with its seeds, whose users have the mean of their values over the runs. (To pick the luckiest seed of
/// each variant would favour the variants that vary most.)
struct Contestant: Sendable {
    var side: ComparedSide
    /// Of the run that it is, or of the best of its runs.
    var color: Int

    var title: String { side.name }
    var count: Int { side.runs.count }

    /// Runs of a variant count as one where they were tested on the same users in the same way. Best first by the metric.
    static func of(_ runs: [ReportedRun], metric: String) -> [Contestant] {
        var groups: [[Int]] = []
        for index in runs.indices {
            let place = groups.firstIndex { belong(runs[index], $0.map { runs[$0] }) }
            if let place { groups[place].append(index) } else { groups.append([index]) }
        }
        let isOneExperiment = Set(runs.map(\.summary.experiment)).count == 1
        let found = groups.map { group -> Contestant in
            let members = group.map { runs[$0] }, first = members[0]
            let name = isOneExperiment ? first.summary.group : "\(first.summary.experiment)/\(first.summary.group)"
            let side = ComparedSide(name: members.count > 1 ? name : first.title, members: members.flatMap(\.side.members))
            return Contestant(side: side, color: group[0])
        }
        let sign = isHigherBetter(metric) ? -1.0 : 1
        let ranked = found.map { (contestant: $0, value: sign * (ComparedMetric.Value(metric, $0.side)?.mean ?? .infinity)) }
        return ranked.sorted { ($0.value, $0.contestant.color) < ($1.value, $1.contestant.color) }.map(\.contestant)
    }

    private static func belong(_ run: ReportedRun, _ group: [ReportedRun]) -> Bool {
        guard let first = group.first, first.summary.experiment == run.summary.experiment, first.summary.group == run.summary.group,
            !group.contains(where: { $0.summary.variant == run.summary.variant }), (first.perUser == nil) == (run.perUser == nil)
        else { return false }
        return Comparability(first.side, run.side).mismatches.isEmpty
    }
}
