import Diagnostics
import GRDB

/// The names that runs of a database have: what a filter may speak of.
struct RunNames {
    let metrics: Set<String>
    let parameters: [String]
    let tags: Set<String>
    private let database: Database

    /// Jumps from name to name through the indexes instead of reading every row.
    init(_ database: Database) throws {
        self.database = database
        metrics = Set(try Self.distinct("name", of: "final_metrics", database))
        parameters = try Set(["own_parameters", "parameter_sets"].flatMap { try Self.distinct("name", of: $0, database) }).sorted()
        tags = Set(try Self.distinct("key", of: "tags", database))
    }

    private static func distinct(_ column: String, of table: String, _ database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                WITH RECURSIVE found(x) AS (
                    SELECT min(\(column)) FROM \(table)
                    UNION ALL SELECT (SELECT min(\(column)) FROM \(table) WHERE \(column) > x) FROM found WHERE x IS NOT NULL)
                SELECT x FROM found WHERE x IS NOT NULL
                """)
    }

    /// The field that a person means: a column, a metric, `tag.KEY`, or a parameter by its path or by an end of it: of the one path that
    /// has it, or of several of which a run has one (models call their rates `train.learning_rate` or `train.optimizer.learning_rate`).
    func resolve(_ name: FilterName, in text: FilterText) throws(Failure) -> RunField {
        if let column = RunField.columns.first(where: { $0.field.name == name.text }) { return column.field }
        if let field = prefixed(name.text) { return field }
        if metrics.contains(name.text) { return metric(name.text) }
        let fitting = parameters.contains(name.text) ? [name.text] : parameters.filter { $0.hasSuffix("." + name.text) }
        if let only = fitting.first, fitting.count == 1 { return RunField(name: only, kind: .any, source: .parameter([only])) }
        guard fitting.isEmpty else {
            if !isAmbiguous(fitting) { return RunField(name: name.text, kind: .any, source: .parameter(fitting)) }
            throw text.failure(
                "'\(name.text)' may be \(fitting.count) parameters", at: name.range, hint: "write one of " + fitting.joined(separator: ", ")
            )
        }
        let histories = histories()
        if histories.contains(name.text) { return RunField(name: name.text, kind: .number, source: .history(name.text)) }
        throw text.failure("no run has '\(name.text)'", at: name.range, hint: hint(for: name.text, histories))
    }

    /// Whether a run has values of two of these parameters.
    private func isAmbiguous(_ paths: [String]) -> Bool {
        let marks = paths.map { _ in "?" }.joined(separator: ", ")
        let sql = "SELECT 1 FROM parameters WHERE name IN (\(marks)) AND type <> 'null' GROUP BY run HAVING count(*) > 1 LIMIT 1"
        return (try? Int.fetchOne(database, sql: sql, arguments: StatementArguments(paths))) != nil
    }

    private func prefixed(_ name: String) -> RunField? {
        func rest(_ prefix: String) -> String? { name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil }
        if let key = rest("tag."), !key.isEmpty { return RunField(name: name, kind: .any, source: .tag(key)) }
        if let metric = rest("metric."), metrics.contains(metric) { return self.metric(metric) }
        if let path = rest("parameter."), parameters.contains(path) { return RunField(name: path, kind: .any, source: .parameter([path])) }
        return nil
    }

    /// A final metric. One run may log at each epoch what another measures once (`valid/ndcg@10` of a trained model and of a closed form):
    /// such a name means either.
    private func metric(_ name: String) -> RunField {
        let isLogged = name.contains("/") && histories().contains(name)
        return RunField(name: name, kind: .number, source: isLogged ? .history(name) : .metric(name))
    }

    /// Metrics that are logged at each epoch. They have no index by name: only names that are nothing else are looked for here.
    private func histories() -> [String] {
        (try? String.fetchAll(database, sql: "SELECT DISTINCT name FROM metric_series ORDER BY name")) ?? []
    }

    private func hint(for name: String, _ histories: [String]) -> String {
        let ends = Set(
            parameters.flatMap { path in
                let parts = path.split(separator: ".")
                return parts.indices.map { parts[$0...].joined(separator: ".") }
            })
        let columns = RunField.columns.map(\.field.name)
        let candidates = columns + metrics.sorted() + histories + ends.sorted() + tags.sorted().map { "tag.\($0)" }
        if let near = closest(to: name, among: candidates) { return "did you mean '\(near)'?" }
        return "columns are \(columns.joined(separator: ", ")); others are metrics (ndcg@10), parameters "
            + "(learning_rate) and tags (tag.owner); 'pipeline show latest' lists those of a run"
    }
}
