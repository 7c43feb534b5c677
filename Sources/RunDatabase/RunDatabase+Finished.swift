import Diagnostics
import GRDB

extension RunDatabase {
    /// Of these runs those that are on record as finished, by id.
    public func finishedRuns(_ ids: [String]) throws(Failure) -> [String: RunSummary] {
        let list = "[" + ids.map { "\"\($0)\"" }.joined(separator: ",") + "]"
        let runs = try queue.attempt(path) { database in
            try summaries(
                database, selecting: "SELECT id FROM runs WHERE status = 'finished' AND id IN (SELECT value FROM json_each(?))", [list])
        }
        return Dictionary(runs.map { ($0.id, $0) }) { first, _ in first }
    }
}
