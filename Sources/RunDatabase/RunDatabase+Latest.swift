import Diagnostics
import GRDB

extension RunDatabase {
    /// One id for each variant of an experiment, in the order of their start: the latest finished run, or the latest where none is finished.
    /// What is in the trash does not count. Empty where there is no such experiment.
    public func latestRuns(of experiment: String) throws(Failure) -> [String] {
        try queue.attempt(path) { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT id FROM (
                        SELECT id, started, variant, row_number() OVER (
                            PARTITION BY variant ORDER BY status = 'finished' DESC, started DESC, id DESC) AS place
                        FROM runs WHERE experiment = ? AND trashed IS NULL)
                    WHERE place = 1 ORDER BY started, variant
                    """, arguments: [experiment])
        }
    }

    /// All names, sorted.
    public func experiments() throws(Failure) -> [String] {
        try queue.attempt(path) {
            try String.fetchAll($0, sql: "SELECT DISTINCT experiment FROM runs WHERE trashed IS NULL ORDER BY experiment")
        }
    }
}
