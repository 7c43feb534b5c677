import Diagnostics

extension Diagnostic {
    /// `severity`, `kind`, `message` and `hint`, null where there is none; `place` with `file`, `line`, `column`, `length` and `text` only
    /// where the diagnostic has one. The form in which warnings stand in records of the store, between processes and in `--format json`.
    public var json: JSONValue {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        var members: [(String, JSONValue)] = [
            ("severity", .string(severity.rawValue)), ("kind", text(kind)), ("message", .string(message)), ("hint", text(hint)),
        ]
        if let location {
            let place: JSONValue = [
                "file": .string(location.file), "line": .int(location.line), "column": .int(location.column),
                "length": .int(location.length), "text": text(sourceLine),
            ]
            members.append(("place", place))
        }
        return .object(members)
    }

    /// Nil without a message. A severity that is missing or unknown counts as a warning.
    public init?(json: JSONValue) {
        guard let message = json["message"]?.string else { return nil }
        let severity = json["severity"]?.string.flatMap(Severity.init(rawValue:)) ?? .warning
        let place = json["place"]
        self.init(
            severity, message, at: place.flatMap(SourceLocation.init(json:)), sourceLine: place?["text"]?.string,
            hint: json["hint"]?.string, kind: json["kind"]?.string)
    }
}

extension SourceLocation {
    fileprivate init?(json: JSONValue) {
        guard let file = json["file"]?.string, let line = json["line"]?.int, let column = json["column"]?.int else { return nil }
        self.init(file: file, line: line, column: column, length: json["length"]?.int ?? 1)
    }
}

extension Failure {
    /// `code` and `diagnostics`.
    public var json: JSONValue { ["code": .int(Int(code.rawValue)), "diagnostics": .array(diagnostics.map(\.json))] }

    /// Nil where it is not what `json` gives.
    public init?(json: JSONValue) {
        guard let number = json["code"]?.int, let code = ExitCode(rawValue: Int32(truncatingIfNeeded: number)) else { return nil }
        self.init(code, (json["diagnostics"]?.array ?? []).compactMap(Diagnostic.init(json:)))
    }
}
