import Diagnostics
import GRDB

extension RunDatabase {
    /// Keys of all actions that the runs on record went through.
    public func actionKeys() throws(Failure) -> [String] {
        try queue.attempt(path) { try String.fetchAll($0, sql: "SELECT DISTINCT action_key FROM stages WHERE action_key <> ''") }
    }
}
