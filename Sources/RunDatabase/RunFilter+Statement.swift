import GRDB

extension RunFilter {
    /// A statement that yields the ids in order; runs in `dead` count as interrupted.
    func statement(dead: [String]) -> (sql: String, arguments: StatementArguments) {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        var source = "runs"
        var ordering = "started DESC, id DESC"
        if case .metric(let name, let descending) = order {
            source = "final_metrics CROSS JOIN runs ON runs.id = final_metrics.run"
            conditions.append("final_metrics.name = ? AND final_metrics.value IS NOT NULL")
            arguments += [name]
            ordering = "final_metrics.value \(descending ? "DESC" : "ASC")"
        }
        func require(_ condition: String, _ values: StatementArguments) {
            conditions.append(condition)
            arguments += values
        }
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
        let condition = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        arguments += [limit ?? -1]
        return ("SELECT runs.id FROM \(source)\(condition) ORDER BY \(ordering) LIMIT ?", arguments)
    }
}
