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
        warnings = (json["warnings"]?.array ?? []).compactMap(Diagnostic.init(json:))
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
