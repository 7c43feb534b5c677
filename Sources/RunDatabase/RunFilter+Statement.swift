import Diagnostics
import GRDB

extension RunFilter {
    /// A statement that yields the ids in order; runs in `dead` count as interrupted. Throws what is wrong with the expression or with
    /// the names of the order.
    func statement(dead: [String], in database: Database) throws -> (sql: String, arguments: StatementArguments) {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        var source = "runs"
        var ordering = "started DESC, id DESC"
        if case .metric(let name, let descending) = order {
            source = "final_metrics CROSS JOIN runs ON runs.id = final_metrics.run"
            conditions.append("final_metrics.name = ? AND final_metrics.value IS NOT NULL")
            arguments += [name]
            ordering = "final_metrics.value \(descending ? "DESC" : "ASC"), started DESC, runs.id DESC"
        }
        func require(_ condition: String, _ values: StatementArguments) {
            conditions.append(condition)
            arguments += values
        }
        require("runs.trashed IS \(trashed ? "NOT NULL" : "NULL")", [])
        if let experiment { require("experiment = ?", [experiment]) }
        if let variant { require("(variant = ? OR group_name = ?)", [variant, variant]) }
        if let status {
            let marks = dead.map { _ in "?" }.joined(separator: ", ")
            let died = StatementArguments(dead)
            switch status {
            case .running: require("status = 'running' AND runs.id NOT IN (\(marks))", died)
            case .interrupted: require("(status = 'interrupted' OR runs.id IN (\(marks)))", died)
            default: require("status = ?", [status.rawValue])
            }
        }
        if let since { require("started >= ?", [since.description]) }
        for tag in tags.sorted(by: { $0.key < $1.key }) {
            require("EXISTS (SELECT 1 FROM tags WHERE run = runs.id AND key = ? AND value = ?)", [tag.key, tag.value])
        }
        var orderArguments: StatementArguments = []
        if expression != nil || isOrderedByKeys {
            let names = try RunNames(database)
            if let expression {
                let compiled = try FilterCompiler(names: names, text: expression.text, dead: dead).compile(expression.node)
                require(compiled.sql, compiled.arguments)
            }
            if case .keys(let keys) = order { (ordering, orderArguments) = try self.ordering(keys, names, dead) }
        }
        let condition = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        arguments += orderArguments + [limit ?? -1]
        return ("SELECT runs.id FROM \(source)\(condition) ORDER BY \(ordering) LIMIT ?", arguments)
    }
    private var isOrderedByKeys: Bool {
        if case .keys = order { true } else { false }
    }

    /// Runs without a value come last, whichever way; among equals the newest comes first.
    private func ordering(
        _ keys: [RunSortKey], _ names: RunNames, _ dead: [String]
    ) throws(Failure) -> (sql: String, arguments: StatementArguments) {
        var terms: [String] = [], arguments: StatementArguments = []
        for key in keys {
            let text = FilterText(key.name, name: "sort"), name = FilterName(text: key.name, range: 0..<text.scalars.count)
            let compiler = FilterCompiler(names: names, text: text, dead: dead), field = try compiler.field(name)
            let isMixed = field.kind == .any
            for value in [compiler.expression(field, isNumber: true)] + (isMixed ? [compiler.expression(field, isNumber: false)] : []) {
                terms.append("\(value.sql) \(key.descending ? "DESC" : "ASC") NULLS LAST")
                arguments += value.arguments
            }
        }
        return ((terms + ["started DESC", "id DESC"]).joined(separator: ", "), arguments)
    }
}
