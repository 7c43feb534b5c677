import Diagnostics
import GRDB

/// A run as a ranking needs it: cheap to have of ten thousand.
public struct RankedRun: Hashable, Sendable {
    public var id: String
    public var experiment: String
    public var variant: String
    public var group: String
    public var started: Timestamp
    /// Of the metric that ranks.
    public var value: Double
}

extension RunDatabase {
    /// All finished runs that have a value of a final metric and fit, the best first.
    public func ranking(
        by metric: String, higherIsBetter: Bool, experiment: String? = nil, expression: RunExpression? = nil
    ) throws(Failure) -> [RankedRun] {
        let filter = RunFilter(
            experiment: experiment, status: .finished, order: .metric(metric, descending: higherIsBetter), expression: expression)
        return try queue.attempt(path) { database in
            let (selection, arguments) = try filter.statement(dead: try deadRuns(database), in: database)
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT id, experiment, variant, group_name, started, value
                    FROM (\(selection)) AS chosen JOIN runs USING (id) JOIN final_metrics ON final_metrics.run = id AND name = ?
                    ORDER BY value \(higherIsBetter ? "DESC" : "ASC"), started DESC, id DESC
                    """, arguments: arguments + [metric])
            var runs: [RankedRun] = []
            while let row = try rows.next() {
                runs.append(
                    RankedRun(
                        id: row[0], experiment: row[1], variant: row[2], group: row[3], started: try timestamp(row[4]), value: row[5]))
            }
            return runs
        }
    }

    /// The parameters of each of these runs as one text: equal texts are equal parameters. `name` of `but` counts for nothing, nor does a
    /// path that ends in it.
    public func configurations(of ids: [String], but names: [String]) throws(Failure) -> [String: String] {
        try queue.attempt(path) { database in
            let left = try RunNames(database).parameters.filter { path in names.contains { path == $0 || path.hasSuffix("." + $0) } }
            let marks = left.map { _ in "?" }.joined(separator: ", ")
            return try texts(
                database,
                """
                SELECT group_concat(name || char(31) || value, char(30)) FROM
                    (SELECT name, value FROM parameters WHERE run = id AND name NOT IN (\(marks)) ORDER BY name)
                """,
                StatementArguments(left), of: ids)
        }
    }

    /// A parameter of each of these runs; runs without it are left out.
    public func parameter(_ name: String, of ids: [String]) throws(Failure) -> [String: String] {
        try queue.attempt(path) { database in
            try texts(database, "SELECT value FROM parameters WHERE run = id AND name = ? AND type <> 'null'", [name], of: ids)
        }
    }

    /// What a subquery about `id` gives for each run.
    private func texts(
        _ database: Database, _ subquery: String, _ arguments: StatementArguments, of ids: [String]
    ) throws -> [String: String] {
        let list = "[" + ids.map { "\"\($0)\"" }.joined(separator: ",") + "]"
        let rows = try Row.fetchCursor(
            database, sql: "SELECT id, (\(subquery)) FROM (SELECT json_each.value AS id FROM json_each(?))", arguments: arguments + [list])
        var found: [String: String] = [:]
        while let row = try rows.next() { found[row[0]] = row[1] as String? }
        return found
    }
}
