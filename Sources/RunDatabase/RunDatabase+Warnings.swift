import Diagnostics
import GRDB

extension RunDatabase {
    /// The kind of a warning that names none.
    private static let unnamedKind = "other"

    /// - replacing: false for stages of a run that has none yet.
    func insertWarnings(of stages: [StageRecord], replacing replaces: Bool, _ database: Database) throws {
        var rows = RowBatch("warnings (run, node, position, kind, message, hint)", columns: 6, replaces: replaces)
        for stage in stages {
            if replaces {
                try database.cachedStatement(sql: "DELETE FROM warnings WHERE run = ? AND node = ?")
                    .execute(arguments: [stage.run, stage.node])
            }
            for (position, warning) in stage.warnings.enumerated() {
                rows.append(stage.run, stage.node, position, warning.kind ?? Self.unnamedKind, warning.message, warning.hint)
            }
        }
        try rows.insert(into: database)
    }

    /// What the stages of a run warned of, by node.
    func warnings(of run: String, _ database: Database) throws -> [String: [Diagnostic]] {
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: "SELECT node, kind, message, hint FROM warnings WHERE run = ? ORDER BY node, position"),
            arguments: [run])
        return Dictionary(grouping: rows) { $0[0] as String }.mapValues { rows in
            rows.map { row in
                let kind: String = row[1]
                return .warning(row[2], hint: row[3], kind: kind == Self.unnamedKind ? nil : kind)
            }
        }
    }
}
