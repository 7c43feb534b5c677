import Diagnostics
import Orchestrator
import RunDatabase

extension WorkspaceOptions {
    /// For commands that list and compare runs: one state of the database, with a warning where the store has more on record than it says.
    func databaseSnapshot() throws -> RunDatabase {
        try location.databaseSnapshot { Report.print([Report.lacking($0, isMended: false)]) }
    }
}

extension Report {
    /// The database is an older copy of what it was.
    static func lacking(_ records: LackingRecords, isMended: Bool) -> Diagnostic {
        let hint =
            isMended
            ? "they are recorded again" : "an older copy of it was put back? 'pipeline verify --repair' records them again"
        return .warning("the run database lacks \(records) that the store has on record", hint: hint)
    }
}
