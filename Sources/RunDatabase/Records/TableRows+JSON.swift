import JSON

extension TableRows {
    public var json: JSONValue {
        .object([
            ("columns", .array(columns.map { .string($0) })), ("rows", .array(rows.map { .array($0.map(\.json)) })),
        ])
    }

    public init?(_ table: String, json: JSONValue) {
        guard let names = json["columns"]?.array?.map(\.string), let rows = json["rows"]?.array else { return nil }
        let columns = names.compactMap { $0 }
        // Names go into statements: nothing but what columns are called.
        let isName = { (text: String) in
            !text.isEmpty && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
        }
        guard columns.count == names.count, isName(table), columns.allSatisfy(isName) else { return nil }
        var read: [[StoredValue]] = []
        for row in rows {
            guard let cells = row.array, cells.count == columns.count else { return nil }
            let values = cells.compactMap(StoredValue.init(json:))
            guard values.count == cells.count else { return nil }
            read.append(values)
        }
        self.init(table: table, columns: columns, rows: read)
    }
}

extension StoredValue {
    /// Numbers and texts as they are; {"real": "inf"} and {"base64": …} for what JSON lacks.
    public var json: JSONValue {
        switch self {
        case .null: .null
        case .integer(let value): .int(value)
        case .real(let value): value.isFinite ? .double(value) : .object([("real", .string("\(value)"))])
        case .text(let value): .string(value)
        case .blob(let bytes): .object([("base64", .string(Base64.encode(bytes)))])
        }
    }

    init?(json: JSONValue) {
        switch json {
        case .null: self = .null
        case .int(let value): self = .integer(value)
        case .double(let value): self = .real(value)
        case .string(let value): self = .text(value)
        case .bool, .array: return nil
        case .members:
            if let value = json["real"]?.string.flatMap(Double.init) {
                self = .real(value)
            } else if let bytes = json["base64"]?.string.flatMap(Base64.decode) {
                self = .blob(bytes)
            } else {
                return nil
            }
        }
    }
}
