import Diagnostics
import GRDB

extension RunDatabase {
    /// Ids of all runs of an experiment, whatever became of them.
    public func runIDs(of experiment: String) throws(Failure) -> Set<String> {
        try queue.attempt(path) { database in
            try String.fetchSet(database, sql: "SELECT id FROM runs WHERE experiment = ?", arguments: [experiment])
        }
    }

    /// Of these runs those that are on record as finished, by id.
    public func finishedRuns(_ ids: [String]) throws(Failure) -> [String: RunSummary] {
        let runs = try queue.attempt(path) { database in
            let statement = try database.cachedStatement(sql: "SELECT 1 FROM runs WHERE id = ? AND status = 'finished'")
            return try summaries(database, of: ids.filter { try Row.fetchOne(statement, arguments: [$0]) != nil })
        }
        return Dictionary(runs.map { ($0.id, $0) }) { first, _ in first }
    }
}
