import Orchestrator
import RunDatabase
import Stages

/// Values of users of one side: where it has several runs, the mean of those that have the user.
public struct PerUserTable: Sendable {
    /// Metric → user → value; NaN values are left out.
    private var columns: [String: [Int32: Double]] = [:]

    /// Nil where the store has no values of a run.
    public init?(_ side: ComparedSide, in workspace: Workspace) {
        var sums: [String: [Int32: (total: Double, count: Int)]] = [:]
        for member in side.members {
            guard let file = workspace.perUserValues(of: member.stages) else { return nil }
            for (name, values) in file.columns {
                var column = sums[name] ?? [:]
                column.reserveCapacity(values.count)
                for (user, value) in zip(file.users, values) where !value.isNaN {
                    let known = column[user] ?? (0, 0)
                    column[user] = (known.total + Double(value), known.count + 1)
                }
                sums[name] = column
            }
        }
        columns = sums.mapValues { $0.mapValues { $0.total / Double($0.count) } }
    }

    public var metrics: [String] { columns.keys.sorted() }

    /// By user index; nil for a metric that was not measured.
    public func values(_ metric: String) -> [(user: Int32, value: Double)]? {
        columns[metric].map { column in column.sorted { $0.key < $1.key }.map { (user: $0.key, value: $0.value) } }
    }

    /// Values of the users that both have, by user index.
    public static func paired(_ a: PerUserTable, _ b: PerUserTable, _ metric: String) -> (
        users: [Int32], first: [Double], second: [Double]
    )? {
        guard let x = a.columns[metric], let y = b.columns[metric] else { return nil }
        let users = x.keys.filter { y[$0] != nil }.sorted()
        return (users, users.map { x[$0] ?? .nan }, users.map { y[$0] ?? .nan })
    }
}
