import Diagnostics
import Engine
import JSON
import RunDatabase
import Stages

extension StageReport {
    var json: JSONValue {
        .object([
            ("node", .string(node)), ("stage", .string(stage)), ("key", key.map(JSONValue.string) ?? .null),
            ("status", .string(status.rawValue)), ("reason", .string(reason)), ("brief", .string(brief)),
            ("reason_json", .string(reasonJSON)), ("is_first", .bool(isFirst)), ("seconds", .double(seconds)),
            ("artifact", artifact.map { .array([.string($0.digest), .int($0.files), .int($0.bytes)]) } ?? .null),
            ("log", logPath.map(JSONValue.string) ?? .null), ("resumed_from", resumedFrom.map(JSONValue.int) ?? .null),
            ("error", error.map(\.json) ?? .null),
            ("usage", usage.json), ("warnings", .array(warnings.map(\.json))),
            ("points", .array(points.map { .array([.string($0.name), $0.step.map(JSONValue.int) ?? .null, .exact($0.value)]) })),
        ])
    }

    /// Nil where it is not what `json` gives.
    init?(_ json: JSONValue) {
        guard let node = json["node"]?.string, let stage = json["stage"]?.string,
            let status = json["status"]?.string.flatMap(NodeResult.Status.init), let reason = json["reason"]?.string,
            let brief = json["brief"]?.string, let reasonJSON = json["reason_json"]?.string, let isFirst = json["is_first"]?.bool,
            let seconds = json["seconds"]?.number
        else { return nil }
        (self.node, self.stage, self.status, self.reason, self.brief) = (node, stage, status, reason, brief)
        (self.reasonJSON, self.isFirst, self.seconds) = (reasonJSON, isFirst, seconds)
        key = json["key"]?.string
        logPath = json["log"]?.string
        resumedFrom = json["resumed_from"]?.int
        error = json["error"].flatMap(Failure.init(json:))
        if let parts = json["artifact"]?.array, parts.count == 3, let digest = parts[0].string {
            artifact = ArtifactRecord(digest: digest, files: parts[1].int ?? 0, bytes: parts[2].int ?? 0)
        }
        usage = StageUsage(json: json["usage"])
        warnings = (json["warnings"]?.array ?? []).compactMap(Diagnostic.init(warning:))
        points = (json["points"]?.array ?? []).compactMap { point in
            guard let parts = point.array, parts.count == 3, let name = parts[0].string else { return nil }
            return MetricsFile.Point(name, step: parts[1].int, parts[2].exactNumber)
        }
    }
}

extension StageUsage {
    var json: JSONValue {
        func whole(_ value: Int?) -> JSONValue { value.map(JSONValue.int) ?? .null }
        return .array([cpuSeconds.map(JSONValue.double) ?? .null, whole(peakMemory), whole(bytesRead), whole(bytesWritten)])
    }

    init(json: JSONValue?) {
        let parts = json?.array ?? []
        guard parts.count == 4 else {
            self.init()
            return
        }
        self.init(cpuSeconds: parts[0].number, peakMemory: parts[1].int, bytesRead: parts[2].int, bytesWritten: parts[3].int)
    }
}

extension Diagnostic {
    /// Severity, kind, message and hint; the place stays behind.
    var json: JSONValue {
        .object([
            ("severity", .string(severity.rawValue)), ("kind", kind.map(JSONValue.string) ?? .null), ("message", .string(message)),
            ("hint", hint.map(JSONValue.string) ?? .null),
        ])
    }

    /// Nil where it is not what `json` gives.
    init?(warning json: JSONValue) {
        guard let message = json["message"]?.string else { return nil }
        let severity = json["severity"]?.string.flatMap(Severity.init(rawValue:)) ?? .warning
        self.init(severity, message, hint: json["hint"]?.string, kind: json["kind"]?.string)
    }
}

extension Failure {
    /// All of it.
    var json: JSONValue {
        .object([
            ("code", .int(Int(code.rawValue))),
            (
                "diagnostics",
                .array(diagnostics.map { .array([.string($0.message), $0.hint.map(JSONValue.string) ?? .null, $0.place]) })
            ),
        ])
    }

    init?(json: JSONValue) {
        guard let number = json["code"]?.int, let code = ExitCode(rawValue: Int32(truncatingIfNeeded: number)) else { return nil }
        let diagnostics = (json["diagnostics"]?.array ?? []).compactMap { entry -> Diagnostic? in
            guard let parts = entry.array, parts.count > 1, let message = parts.first?.string else { return nil }
            let place = parts.count > 2 ? parts[2] : .null
            return .error(message, at: SourceLocation(place: place), sourceLine: place["text"]?.string, hint: parts[1].string)
        }
        self.init(code, diagnostics)
    }
}

extension Diagnostic {
    /// Where it is, with the text of the line.
    fileprivate var place: JSONValue {
        guard let location else { return .null }
        return .object([
            ("file", .string(location.file)), ("line", .int(location.line)), ("column", .int(location.column)),
            ("length", .int(location.length)), ("text", sourceLine.map(JSONValue.string) ?? .null),
        ])
    }
}

extension SourceLocation {
    fileprivate init?(place json: JSONValue) {
        guard let file = json["file"]?.string, let line = json["line"]?.int, let column = json["column"]?.int else { return nil }
        self.init(file: file, line: line, column: column, length: json["length"]?.int ?? 1)
    }
}

extension JSONValue {
    /// NaN and infinities as words, which JSON's numbers lack.
    static func exact(_ value: Double) -> JSONValue { value.isFinite ? .double(value) : .string("\(value)") }

    /// NaN for what is no number.
    var exactNumber: Double { number ?? string.flatMap(Double.init) ?? .nan }
}
