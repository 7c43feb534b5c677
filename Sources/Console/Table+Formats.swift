import JSON

extension Table {
    /// The table in a format; `width` and `color` matter to `.table` only. Ends with a line end.
    public func rendered(as format: OutputFormat, width: Int? = nil, color: Bool = false) -> String {
        switch format {
        case .table: text(width: width, color: color)
        case .csv: csv
        case .json: json.pretty + "\n"
        case .markdown: markdown
        case .latex: latex
        }
    }

    /// RFC 4180, but with line ends that the tools of this system expect: a header of keys, LF, quotes where needed. Numbers in full; null is
    /// empty; NaN is `nan`.
    public var csv: String {
        let header = columns.map { Table.quoted($0.key) }.joined(separator: ",")
        let lines = rows.map { row in row.map { Table.quoted($0.value.plainText) }.joined(separator: ",") }
        return ([header] + lines).map { $0 + "\n" }.joined()
    }

    /// An array of objects whose members are in column order.
    public var json: JSONValue {
        .array(rows.map { row in .members(zip(columns, row).map { JSONValue.Member($0.key, $1.value) }) })
    }

    /// A pipe table; best values bold.
    public var markdown: String {
        let escape = { (text: String) in Table.replacing("|", by: "\\|", in: singleLine(text)) }
        let line = { (cells: [String]) in "| " + cells.joined(separator: " | ") + " |\n" }
        let rule = columns.map { $0.alignment == .right ? "---:" : "---" }
        let body = rows.map { row in
            line(row.map { $0.style == .best ? "**\(escape($0.text))**" : escape($0.text) })
        }
        return line(columns.map { escape($0.title) }) + line(rule) + body.joined()
    }

    private static func quoted(_ field: String) -> String {
        guard field.unicodeScalars.contains(where: { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }) else { return field }
        return "\"" + replacing("\"", by: "\"\"", in: field) + "\""
    }

    /// By scalars: a combining mark after a quote makes one character of both.
    private static func replacing(_ scalar: Unicode.Scalar, by replacement: String, in text: String) -> String {
        var result = String.UnicodeScalarView()
        for one in text.unicodeScalars {
            if one == scalar { result.append(contentsOf: replacement.unicodeScalars) } else { result.append(one) }
        }
        return String(result)
    }
}

extension JSONValue {
    /// As a CSV field: strings without quotes, null as nothing, compounds as JSON.
    var plainText: String {
        switch self {
        case .null: ""
        case .string(let value): value
        case .double(let value): "\(value)"
        default: compact
        }
    }
}
