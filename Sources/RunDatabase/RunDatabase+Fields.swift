import Diagnostics
import GRDB

extension RunDatabase {
    /// What a person calls a column, a metric, a parameter (by its path or an end of it) or `tag.KEY`. Throws `usage`, with what was
    /// probably meant, for a name that no run has.
    public func field(_ name: String, calledIn place: String = "columns") throws(Failure) -> RunField {
        try queue.attempt(path) { database in
            let text = FilterText(name, name: place)
            return try RunNames(database).resolve(FilterName(text: name, range: 0..<text.scalars.count), in: text)
        }
    }

    /// Values of fields, one row for each of the runs in their order; null where a run has none.
    public func values(of fields: [RunField], runs ids: [String]) throws(Failure) -> [[QueryValue]] {
        guard !fields.isEmpty else { return ids.map { _ in [] } }
        return try queue.attempt(path) { database in
            let dead = try deadRuns(database)
            let compiler = FilterCompiler(names: try RunNames(database), text: FilterText(""), dead: dead)
            var columns: [String] = [], arguments: StatementArguments = []
            for field in fields {
                let text = compiler.expression(field, isNumber: false)
                if field.kind == .any {
                    let number = compiler.expression(field, isNumber: true)
                    columns.append("coalesce(\(number.sql), \(text.sql))")
                    arguments += number.arguments
                } else {
                    columns.append(text.sql)
                }
                arguments += text.arguments
            }
            let statement = try database.cachedStatement(sql: "SELECT \(columns.joined(separator: ", ")) FROM runs WHERE runs.id = ?")
            return try ids.map { id in
                let row = try Row.fetchOne(statement, arguments: arguments + [id])
                return row?.databaseValues.map(QueryValue.init) ?? fields.map { _ in .null }
            }
        }
    }

    /// Names of all final metrics that any run has.
    public func finalMetricNames() throws(Failure) -> [String] {
        try queue.attempt(path) { try RunNames($0).metrics.sorted() }
    }
}
