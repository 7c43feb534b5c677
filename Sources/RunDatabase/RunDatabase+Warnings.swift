import Diagnostics
import GRDB

/// Something that a stage of a run warned of: results of the run have to be read with it in mind.
public struct WarningRecord: Hashable, Sendable {
    public var run: String
    /// The stage's place in the graph: `train.ancf`.
    public var node: String
    /// A word that does not change with the wording: `constant_predictions`. `other` where the stage named none.
    public var kind: String
    public var message: String
    public var hint: String?
}

extension RunDatabase {
    /// What the stages of runs warned of, in the order of the runs and then of the stages.
    public func warnings(of runs: [String]) throws(Failure) -> [WarningRecord] {
        try queue.attempt(path) { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT warnings.run, warnings.node, kind, message, hint FROM warnings
                    LEFT JOIN stages ON stages.run = warnings.run AND stages.node = warnings.node
                    WHERE warnings.run = ? ORDER BY stages.id, position
                    """)
            return try runs.flatMap { run in
                try Row.fetchAll(statement, arguments: [run]).map {
                    WarningRecord(run: $0[0], node: $0[1], kind: $0[2], message: $0[3], hint: $0[4])
                }
            }
        }
    }

    /// - replacing: false for stages of a run that has none yet.
    func insertWarnings(of stages: [StageRecord], replacing replaces: Bool, _ database: Database) throws {
        var rows = RowBatch("warnings (run, node, position, kind, message, hint)", columns: 6, replaces: replaces)
        for stage in stages {
            if replaces {
                try database.cachedStatement(sql: "DELETE FROM warnings WHERE run = ? AND node = ?")
                    .execute(arguments: [stage.run, stage.node])
            }
            for (position, warning) in stage.warnings.enumerated() {
                rows.append(stage.run, stage.node, position, warning.kind ?? "other", warning.message, warning.hint)
            }
        }
        try rows.insert(into: database)
    }
}
