import Diagnostics
import GRDB

extension RunDatabase {
    /// The id of the run that a person means: an id, a prefix of exactly one id, `latest`, `experiment` (its latest run) or
    /// `experiment/variant` (the latest of that variant or group). Runs in the trash go by their ids only. Throws `usage` where none or several fit.
    public func resolve(_ selector: String) throws(Failure) -> String {
        if let exact = try firstID("SELECT id FROM runs WHERE id = ?", [selector]) { return exact }
        if selector == "latest" {
            guard let latest = try firstID("SELECT id FROM runs WHERE trashed IS NULL ORDER BY started DESC, id DESC LIMIT 1", []) else {
                throw Failure(.usage, "there are no runs yet", hint: "run an experiment first: pipeline run SPEC")
            }
            return latest
        }
        let named = """
            SELECT id FROM runs
            WHERE trashed IS NULL
                AND (experiment = ?1 OR experiment || '/' || variant = ?1 OR experiment || '/' || group_name = ?1)
            ORDER BY started DESC, id DESC LIMIT 1
            """
        if let latest = try firstID(named, [selector]) { return latest }
        return try byPrefix(selector)
    }

    /// The run that `resolve` finds.
    public func run(_ selector: String) throws(Failure) -> RunDetails {
        try run(id: resolve(selector))
    }

    private func byPrefix(_ prefix: String) throws(Failure) -> String {
        let matches: [Row] =
            prefix.isEmpty
            ? []
            : try queue.attempt(path) { database in
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT id, experiment, variant, started FROM runs WHERE substr(id, 1, length(?1)) = ?1
                        ORDER BY started DESC, id DESC LIMIT 11
                        """, arguments: [prefix])
            }
        guard let match = matches.first else { throw try unknownRun(prefix) }
        guard matches.count > 1 else { return match[0] }
        let shown = matches.prefix(10).map { row in
            let id: String = row[0], experiment: String = row[1], variant: String = row[2], started: String = row[3]
            return Diagnostic(.note, "\(id)  \(experiment)/\(variant)  \(started)")
        }
        let count = matches.count > 10 ? "more than 10" : String(matches.count)
        throw Failure(.usage, [.error("'\(prefix)' begins \(count) run ids", hint: "give more of the id")] + shown)
    }

    private func unknownRun(_ selector: String) throws(Failure) -> Failure {
        let trashed = """
            SELECT id FROM runs WHERE trashed IS NOT NULL
                AND (experiment = ?1 OR experiment || '/' || variant = ?1 OR experiment || '/' || group_name = ?1)
            ORDER BY trashed DESC LIMIT 1
            """
        if let id = try firstID(trashed, [selector]) {
            return Failure(.usage, "run '\(selector)' is in the trash", hint: "pipeline restore \(id) brings it back")
        }
        let names: [String] = try queue.attempt(path) { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT experiment || '/' || variant FROM runs WHERE trashed IS NULL
                    UNION SELECT experiment || '/' || group_name FROM runs WHERE trashed IS NULL
                    UNION SELECT experiment FROM runs WHERE trashed IS NULL UNION SELECT 'latest' ORDER BY 1 LIMIT 2000
                    """)
        }
        let ids: [String] = try queue.attempt(path) {
            try String.fetchAll($0, sql: "SELECT id FROM runs ORDER BY started DESC LIMIT 2000")
        }
        let near = closest(to: selector, among: names) ?? closest(to: selector, among: ids)
        let hint = near.map { "did you mean '\($0)'?" } ?? "see what there is: pipeline runs"
        return Failure(.usage, "there is no run '\(selector)'", hint: hint)
    }

    private func firstID(_ sql: String, _ arguments: StatementArguments) throws(Failure) -> String? {
        try queue.attempt(path) { try String.fetchOne($0, sql: sql, arguments: arguments) }
    }
}
