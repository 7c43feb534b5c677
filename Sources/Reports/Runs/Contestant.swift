import RunDatabase

/// What is compared: a run, or a variant with its seeds, whose users have the mean of their values over the runs. (To pick the luckiest seed of
/// each variant would favour the variants that vary most.)
struct Contestant: Sendable {
    var title: String
    /// Of the run that it is, or of the best of its runs.
    var color: Int
    /// Any of its runs: they were all tested alike.
    var run: ReportedRun
    var count: Int
    var value: Double
    var perUser: UserValues?

    /// Runs of a variant count as one where they were tested on the same users in the same way. Best first by the metric.
    static func of(_ runs: [ReportedRun], metric: String) -> [Contestant] {
        var groups: [[Int]] = []
        for index in runs.indices {
            let place = groups.firstIndex { group in
                let first = runs[group[0]]
                return first.summary.experiment == runs[index].summary.experiment && first.summary.group == runs[index].summary.group
                    && first.summary.variant != runs[index].summary.variant && obstacle(first, runs[index]) == nil
            }
            if let place { groups[place].append(index) } else { groups.append([index]) }
        }
        let isOneExperiment = Set(runs.map(\.summary.experiment)).count == 1
        let found = groups.map { group -> Contestant in
            let members = group.map { runs[$0] }, first = members[0]
            let values = members.compactMap { $0.summary.metric(metric) }
            let name = isOneExperiment ? first.summary.group : "\(first.summary.experiment)/\(first.summary.group)"
            return Contestant(
                title: members.count > 1 ? name : first.title, color: group[0], run: first, count: members.count,
                value: values.reduce(0, +) / Double(max(1, values.count)), perUser: mean(members.compactMap(\.perUser), metric))
        }
        let higher = ResultNames.higherIsBetter(metric)
        return found.sorted { higher ? ($1.value, $0.color) < ($0.value, $1.color) : ($0.value, $0.color) < ($1.value, $1.color) }
    }

    /// Over tables of the same users; nil for none.
    private static func mean(_ tables: [UserValues], _ metric: String) -> UserValues? {
        guard let first = tables.first, tables.count > 1, tables.allSatisfy({ $0.users == first.users }) else { return tables.first }
        let columns = tables.compactMap { $0.columns[metric] }
        let mean = first.users.indices.map { row in columns.reduce(0) { $0 + $1[row] } / Double(columns.count) }
        return UserValues(users: first.users, columns: [metric: mean])
    }
}
