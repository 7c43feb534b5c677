import Orchestrator
import RunDatabase
import Stages

/// Values of users of one side: where it has several runs, the mean of those that have the user.
public struct PerUserTable: Sendable {
    /// Values of single users, by ascending user index; NaN values are left out.
    public struct Column: Hashable, Sendable {
        public var users: [Int32]
        public var values: [Double]
    }

    private let files: [PerUserFile]

    /// Nil where the store has no values of a run.
    public init?(_ side: ComparedSide, in workspace: Workspace) {
        var files: [PerUserFile] = []
        for member in side.members {
            guard let file = workspace.perUserValues(of: member.stages) else { return nil }
            files.append(file)
        }
        self.files = files
    }

    /// Nil for a metric that was not measured.
    public func column(_ metric: String) -> Column? {
        let columns = files.compactMap { file in file.columns[metric].map { Self.column(file.users, $0) } }
        guard let first = columns.first else { return nil }
        guard columns.count > 1 else { return first }
        if columns.allSatisfy({ $0.users == first.users }) {
            let means = first.values.indices.map { row in columns.reduce(0) { $0 + $1.values[row] } / Double(columns.count) }
            return Column(users: first.users, values: means)
        }
        var sums: [Int32: (total: Double, count: Int)] = [:]
        for column in columns {
            for (user, value) in zip(column.users, column.values) {
                let known = sums[user] ?? (0, 0)
                sums[user] = (known.total + value, known.count + 1)
            }
        }
        let sorted = sums.sorted { $0.key < $1.key }
        return Column(users: sorted.map(\.key), values: sorted.map { $0.value.total / Double($0.value.count) })
    }

    private static func column(_ users: [Int32], _ values: [Float]) -> Column {
        guard values.contains(where: \.isNaN) else { return Column(users: users, values: values.map(Double.init)) }
        let known = values.indices.filter { !values[$0].isNaN }
        return Column(users: known.map { users[$0] }, values: known.map { Double(values[$0]) })
    }

    /// Values of the users that both have, by user index.
    public static func paired(_ a: PerUserTable, _ b: PerUserTable, _ metric: String) -> (
        users: [Int32], first: [Double], second: [Double]
    )? {
        guard let x = a.column(metric), let y = b.column(metric) else { return nil }
        if x.users == y.users { return (x.users, x.values, y.values) }
        var users: [Int32] = [], first: [Double] = [], second: [Double] = []
        var other = 0
        for (row, user) in x.users.enumerated() {
            while other < y.users.count, y.users[other] < user { other += 1 }
            guard other < y.users.count, y.users[other] == user else { continue }
            users.append(user)
            first.append(x.values[row])
            second.append(y.values[other])
        }
        return (users, first, second)
    }
}
