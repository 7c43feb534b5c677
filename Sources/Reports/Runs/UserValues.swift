import Orchestrator
import RunDatabase
import Stages

/// What a run's test gave for each user.
public struct UserValues: Sendable {
    /// Ascending indices.
    public let users: [Int32]
    public let columns: [String: [Double]]

    public init(users: [Int32], columns: [String: [Double]]) { (self.users, self.columns) = (users, columns) }

    /// Nil where the run has none or the store holds it no longer.
    init?(of stages: [StageRecord], in workspace: Workspace) {
        guard let file = workspace.perUserValues(of: stages) else { return nil }
        self.init(users: file.users, columns: file.columns.mapValues { $0.map(Double.init) })
    }

    /// The values of a metric for users of whom both have one, side by side.
    func paired(with other: UserValues, _ metric: String) -> (users: [Int32], own: [Double], other: [Double]) {
        guard let mine = columns[metric], let theirs = other.columns[metric] else { return ([], [], []) }
        let table = Dictionary(zip(other.users, theirs)) { first, _ in first }
        let common = users.indices.filter { !mine[$0].isNaN && table[users[$0]].map { !$0.isNaN } == true }
        return (common.map { users[$0] }, common.map { mine[$0] }, common.map { table[users[$0]] ?? .nan })
    }
}
