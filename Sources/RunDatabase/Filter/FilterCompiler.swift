import Diagnostics
import GRDB

/// Turns a checked filter into an SQL condition over `runs` with its arguments; nothing that a person typed becomes part of the SQL.
struct FilterCompiler {
    let names: RunNames
    let text: FilterText
    /// Runs that say `running` and whose process is gone.
    let dead: [String]

    struct Condition {
        var sql: String
        var arguments: StatementArguments
    }

    func compile(_ node: FilterNode) throws(Failure) -> Condition {
        switch node {
        case .all(let nodes): return try joined(nodes, " AND ")
        case .any(let nodes): return try joined(nodes, " OR ")
        case .not(let inner):
            let condition = try compile(inner)
            return Condition(sql: "NOT (\(condition.sql))", arguments: condition.arguments)
        case .compare(let name, let comparison, let literal): return try compare(try field(name), comparison, literal)
        case .within(let name, let literals): return try within(try field(name), literals)
        case .between(let name, let low, let high):
            let field = try field(name)
            return joined([try compare(field, .atLeast, low), try compare(field, .atMost, high)], " AND ")
        case .isNull(let name):
            let value = expression(try field(name), isNumber: false)
            return Condition(sql: "\(value.sql) IS NULL", arguments: value.arguments)
        case .contains(let name, let literal):
            let value = expression(try field(name), isNumber: false)
            return Condition(sql: "instr(lower(\(value.sql)), lower(?)) > 0", arguments: value.arguments + [plainText(literal)])
        }
    }

    func field(_ name: FilterName) throws(Failure) -> RunField { try names.resolve(name, in: text) }

    /// The value of a field; of parameters and tags as a number or as text.
    func expression(_ field: RunField, isNumber: Bool) -> Condition {
        switch field.source {
        case .column where field.name == RunField.statusColumn:
            guard !dead.isEmpty else { return Condition(sql: "runs.status", arguments: []) }
            let marks = dead.map { _ in "?" }.joined(separator: ", ")
            return Condition(
                sql: "CASE WHEN runs.id IN (\(marks)) THEN 'interrupted' ELSE runs.status END", arguments: StatementArguments(dead))
        case .column(let sql): return Condition(sql: sql, arguments: [])
        case .metric(let name):
            return Condition(sql: "(SELECT value FROM final_metrics WHERE run = runs.id AND name = ?)", arguments: [name])
        case .history(let name):
            let points = "SELECT value FROM metric_points WHERE series = (SELECT id FROM metric_series WHERE run = runs.id AND name = ?)"
            let best = "step = (SELECT value FROM final_metrics WHERE run = runs.id AND name = 'train/best_epoch')"
            return Condition(
                sql: "coalesce((\(points) AND \(best)), (\(points) ORDER BY step DESC LIMIT 1), "
                    + "(SELECT value FROM final_metrics WHERE run = runs.id AND name = ?))", arguments: [name, name, name])
        case .parameter(let paths):
            let marks = paths.map { _ in "?" }.joined(separator: ", ")
            return Condition(
                sql:
                    "(SELECT \(isNumber ? "number" : "value") FROM parameters WHERE run = runs.id AND name IN (\(marks)) AND type <> 'null')",
                arguments: StatementArguments(paths))
        case .tag(let key):
            let number = "CASE WHEN json_valid(value) AND json_type(value) IN ('integer', 'real') THEN CAST(value AS REAL) END"
            return Condition(sql: "(SELECT \(isNumber ? number : "value") FROM tags WHERE run = runs.id AND key = ?)", arguments: [key])
        }
    }

    // MARK: Comparisons

    private func compare(
        _ field: RunField, _ comparison: FilterNode.Comparison, _ literal: FilterLiteral
    ) throws(Failure) -> Condition {
        if field.kind == .time { return try compareTime(field, comparison, literal) }
        let argument = try self.argument(literal, for: field)
        let value = expression(field, isNumber: argument.storage.isNumber)
        return Condition(sql: "\(value.sql) \(comparison.rawValue) ?", arguments: value.arguments + [argument])
    }

    private func within(_ field: RunField, _ literals: [FilterLiteral]) throws(Failure) -> Condition {
        guard field.kind != .time else {
            var conditions: [Condition] = []
            for literal in literals { conditions.append(try compareTime(field, .equal, literal)) }
            return joined(conditions, " OR ")
        }
        var numbers: StatementArguments = [], texts: StatementArguments = [], conditions: [Condition] = []
        var counts = (numbers: 0, texts: 0)
        for literal in literals {
            let argument = try self.argument(literal, for: field)
            if argument.storage.isNumber {
                numbers += [argument]
                counts.numbers += 1
            } else {
                texts += [argument]
                counts.texts += 1
            }
        }
        for (arguments, count, isNumber) in [(numbers, counts.numbers, true), (texts, counts.texts, false)] where count > 0 {
            let value = expression(field, isNumber: isNumber)
            let marks = [String](repeating: "?", count: count).joined(separator: ", ")
            conditions.append(Condition(sql: "\(value.sql) IN (\(marks))", arguments: value.arguments + arguments))
        }
        return joined(conditions, " OR ")
    }

    /// A date without a time is the whole day: equal is within it, greater is after it, at most is until its end.
    private func compareTime(
        _ field: RunField, _ comparison: FilterNode.Comparison, _ literal: FilterLiteral
    ) throws(Failure) -> Condition {
        let value = expression(field, isNumber: false)
        guard let date = date(literal) else {
            throw text.failure(
                "'\(field.name)' is a time, and '\(literal.text)' is none", at: literal.range,
                hint: "write 2026-11-21, 2026-11-21T08:30 or 2d ago")
        }
        let start = date.start.description, end = date.end.description
        func one(_ sign: String, _ bound: String) -> Condition {
            Condition(sql: "\(value.sql) \(sign) ?", arguments: value.arguments + [bound])
        }
        return switch comparison {
        case .equal: joined([one(">=", start), one("<", end)], " AND ")
        case .unequal: joined([one("<", start), one(">=", end)], " OR ")
        case .less: one("<", start)
        case .atMost: one("<", end)
        case .greater: one(">=", end)
        case .atLeast: one(">=", start)
        }
    }

    private func date(_ literal: FilterLiteral) -> FilterDate? {
        switch literal.value {
        case .date(let date): date
        case .text(let text): FilterDate(text)
        default: nil
        }
    }

    /// What to compare a field with; numbers with numbers, text with text.
    private func argument(_ literal: FilterLiteral, for field: RunField) throws(Failure) -> DatabaseValue {
        switch (field.kind, literal.value) {
        case (.text, .text(let value)): return try checked(value, field, literal).databaseValue
        case (.text, _): return try checked(literal.text, field, literal).databaseValue
        case (.number, .number(let value)), (.seconds, .number(let value)), (.any, .number(let value)): return value.databaseValue
        case (.seconds, .duration(let value)): return value.databaseValue
        case (.flag, .bool(let value)): return value.databaseValue
        case (.flag, .number(let value)): return value.databaseValue
        case (.any, .text(let value)): return value.databaseValue
        case (.any, _): return literal.text.databaseValue
        case (.number, _), (.seconds, _), (.flag, _), (.time, _):
            let hint = [.seconds: "write 90, 90s or 10m", .flag: "write true or false"][field.kind] ?? "write a number, without quotes"
            throw text.failure("'\(field.name)' is a number, and '\(literal.text)' is none", at: literal.range, hint: hint)
        }
    }

    /// A status that no run can have would match nothing in silence.
    private func checked(_ value: String, _ field: RunField, _ literal: FilterLiteral) throws(Failure) -> String {
        let known = RunStatus.allCases.map(\.rawValue)
        guard field.name == RunField.statusColumn, !known.contains(value) else { return value }
        throw text.failure("there is no status '\(value)'", at: literal.range, hint: suggestion(for: value, among: known))
    }

    private func plainText(_ literal: FilterLiteral) -> String {
        if case .text(let value) = literal.value { value } else { literal.text }
    }

    // MARK: Joining

    private func joined(_ nodes: [FilterNode], _ operation: String) throws(Failure) -> Condition {
        var conditions: [Condition] = []
        for node in nodes { conditions.append(try compile(node)) }
        return joined(conditions, operation)
    }

    private func joined(_ conditions: [Condition], _ operation: String) -> Condition {
        Condition(
            sql: "(" + conditions.map(\.sql).joined(separator: operation) + ")",
            arguments: conditions.reduce(into: StatementArguments()) { $0 += $1.arguments })
    }
}

extension DatabaseValue.Storage {
    fileprivate var isNumber: Bool {
        switch self {
        case .int64, .double: true
        default: false
        }
    }
}
