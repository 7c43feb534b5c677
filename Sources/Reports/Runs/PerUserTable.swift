import Orchestrator
import RunDatabase
import Safetensors

/// What a run's test gave for each user.
public struct PerUserTable: Sendable {
    /// Ascending indices.
    public let users: [Int32]
    public let columns: [String: [Double]]

    public init(users: [Int32], columns: [String: [Double]]) { (self.users, self.columns) = (users, columns) }

    /// Nil where the run has none or the store holds it no longer.
    init?(of stages: [StageRecord], in workspace: Workspace) {
        guard let path = try? workspace.path(of: "per_user.safetensors", in: stages), let file = try? SafetensorsFile(path: path),
            let users = try? file.int32s("user")
        else { return nil }
        var columns: [String: [Double]] = [:]
        for name in file.names where name != "user" {
            if let values = try? file.floats(name), values.count == users.count { columns[name] = values.map(Double.init) }
        }
        self.init(users: users, columns: columns)
    }

    /// The values of a metric for users that both have, side by side.
    func paired(with other: PerUserTable, _ metric: String) -> (users: [Int32], own: [Double], other: [Double]) {
        guard let mine = columns[metric], let theirs = other.columns[metric] else { return ([], [], []) }
        if users == other.users { return (users, mine, theirs) }
        let table = Dictionary(zip(other.users, theirs)) { first, _ in first }
        let common = users.indices.filter { table[users[$0]] != nil }
        return (common.map { users[$0] }, common.map { mine[$0] }, common.map { table[users[$0]] ?? .nan })
    }
}
