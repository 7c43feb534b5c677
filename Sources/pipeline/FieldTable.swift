import Console
import Parameters

/// Parameters with type, range, default and documentation; nested ones by dotted name.
struct FieldTable {
    let fields: [FieldDeclaration]
    /// Fields whose parts are told elsewhere.
    var collapsed: Set<String> = []

    var table: Table {
        var table = Table([Table.Column("parameter"), Table.Column("type"), Table.Column("default"), Table.Column("what it is")])
        append(fields, prefix: "", to: &table)
        return table
    }

    /// For people: name, type and default on one line, what it is below it.
    func list(width: Int?, color: Bool) -> String {
        table.rows.map { row in
            let isRequired = row[2].value == .string(Self.required)
            let head =
                Style.bold.paint(row[0].text, color: color) + "  " + row[1].text
                + Style.dim.paint(isRequired ? "  " : "  default ", color: color) + row[2].text
            let lines = wrapped(row[3].text, to: min(width ?? 100, 100) - 4)
            return head + "\n" + lines.map { "    \($0)\n" }.joined()
        }.joined()
    }

    private func append(_ fields: [FieldDeclaration], prefix: String, to table: inout Table) {
        for field in fields {
            let standard = field.defaultValue.map { $0 == .null ? "null" : summary($0, field.type) } ?? Self.required
            let isCollapsed = collapsed.contains(field.name)
            table.append([
                .text(prefix + field.name, style: prefix.isEmpty ? .bold : .plain), .text(describe(field.type)), .text(standard),
                .text(field.documentation + (isCollapsed ? "" : choices(field.type))),
            ])
            if isCollapsed { continue }
            let place = if case .map = field.type { ".NAME." } else { "." }
            append(nested(field.type), prefix: prefix + field.name + place, to: &table)
        }
    }

    private static let required = "required"

    /// What each case of a tagged mapping is.
    private func choices(_ type: ParameterType) -> String {
        switch type {
        case .optional(let type): choices(type)
        case .tagged(_, let cases): ": " + cases.map { "\($0.id), \($0.documentation)" }.joined(separator: "; ")
        default: ""
        }
    }

    /// A tagged mapping by its tag.
    private func summary(_ value: ParameterValue, _ type: ParameterType) -> String {
        guard case .record(let record) = value else { return value.description }
        if case .tagged(let tag, _) = type, let name = record[tag] { return name.description }
        return value.description.count > 24 ? "{…}" : value.description
    }

    private func nested(_ type: ParameterType) -> [FieldDeclaration] {
        switch type {
        case .optional(let type): nested(type)
        case .record(let fields): fields
        case .tagged(_, let cases): merged(cases)
        case .map(let type): nested(type)
        default: []
        }
    }

    /// One row for what several cases declare alike; a field that not all have says whose it is.
    private func merged(_ cases: [TaggedCase]) -> [FieldDeclaration] {
        var order: [FieldDeclaration] = [], owners: [FieldDeclaration: [String]] = [:]
        for choice in cases {
            for field in choice.fields {
                if owners[field] == nil { order.append(field) }
                owners[field, default: []].append(choice.id)
            }
        }
        return order.map { field in
            let names = owners[field] ?? []
            var named = field
            if names.count < cases.count { named.documentation += " (\(names.joined(separator: ", ")))" }
            return named
        }
    }

    private func describe(_ type: ParameterType) -> String {
        switch type {
        case .bool: "true or false"
        case .int(let range): range == Int.min...Int.max ? "integer" : "integer \(bound(range.lowerBound))…\(bound(range.upperBound))"
        case .double(let range): describe(range)
        case .string: "text"
        case .path: "path"
        case .choice(let words): words.joined(separator: " | ")
        case .duration: "time: 90s, 10m, 1h30m"
        case .bytes: "size: 500MB, 2GB"
        case .list(let element, _): "list of \(describe(element))"
        case .optional(let type): describe(type) + " or null"
        case .record: "mapping"
        case .tagged(let tag, let cases): "{\(tag): \(cases.map(\.id).joined(separator: " | "))}"
        case .map(let type): "name → \(describe(type))"
        }
    }

    private func bound(_ value: Int) -> String { value == Int.max ? "" : value == Int.min ? "" : String(value) }

    private func describe(_ range: DoubleRange) -> String {
        let hasLower = range.lower > -Double.greatestFiniteMagnitude, hasUpper = range.upper < .greatestFiniteMagnitude
        switch (hasLower, hasUpper) {
        case (false, false): return "number"
        case (true, false): return "number \(range.excludesLower ? ">" : "≥") \(shortest(range.lower))"
        case (false, true): return "number \(range.excludesUpper ? "<" : "≤") \(shortest(range.upper))"
        case (true, true):
            return
                "number in \(range.excludesLower ? "(" : "[")\(shortest(range.lower)), \(shortest(range.upper))\(range.excludesUpper ? ")" : "]")"
        }
    }

    private func shortest(_ value: Double) -> String { value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : "\(value)" }
}

extension Output {
    static func write(_ fields: FieldTable, as format: OutputFormat) {
        guard format == .table else { return write(fields.table, as: format) }
        write(fields.list(width: TerminalCapabilities.standardOutput.width, color: color))
    }
}
