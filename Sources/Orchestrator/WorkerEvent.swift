import Diagnostics
import Engine
import JSON

/// What a worker says about the run that it carries out; one line of JSON each.
package enum WorkerEvent: Sendable {
    case started(node: String)
    /// Another process is at work on the same action.
    case waiting(node: String)
    case resumed(node: String, epoch: Int)
    case progress(node: String, StageProgress)
    case finished(Report)
    case warning(Diagnostic, node: String?)
    /// The run is over; a failure is one of the worker's own, not of a stage.
    case done(Failure?)

    package struct Report: Sendable {
        let report: StageReport

        package var node: String { report.node }
        package var stage: String { report.stage }
        package var status: NodeResult.Status { report.status }
        package var seconds: Double { report.seconds }
        package var error: Failure? { report.error }
    }
}

extension WorkerEvent {
    var json: JSONValue {
        switch self {
        case .started(let node): .object([("event", "started"), ("node", .string(node))])
        case .waiting(let node): .object([("event", "waiting"), ("node", .string(node))])
        case .resumed(let node, let epoch): .object([("event", "resumed"), ("node", .string(node)), ("epoch", .int(epoch))])
        case .progress(let node, let progress): .object([("event", "progress"), ("node", .string(node)), ("progress", progress.json)])
        case .finished(let report): .object([("event", "finished"), ("report", report.report.json)])
        case .warning(let diagnostic, let node):
            .object([
                ("event", "warning"), ("warning", diagnostic.json), ("node", node.map(JSONValue.string) ?? .null),
            ])
        case .done(let failure): .object([("event", "done"), ("error", failure?.json ?? .null)])
        }
    }

    package init?(line: String) {
        guard let json = try? JSONValue(parsing: line), let event = json["event"]?.string else { return nil }
        let node = json["node"]?.string
        switch (event, node) {
        case ("started", let node?): self = .started(node: node)
        case ("waiting", let node?): self = .waiting(node: node)
        case ("resumed", let node?): self = .resumed(node: node, epoch: json["epoch"]?.int ?? 0)
        case ("progress", let node?):
            guard let progress = json["progress"].flatMap(StageProgress.init(json:)) else { return nil }
            self = .progress(node: node, progress)
        case ("finished", _):
            guard let report = json["report"].flatMap(StageReport.init) else { return nil }
            self = .finished(Report(report: report))
        case ("warning", _):
            guard let warning = json["warning"].flatMap(Diagnostic.init(json:)) else { return nil }
            self = .warning(warning, node: node)
        case ("done", _): self = .done(json["error"].flatMap(Failure.init(json:)))
        default: return nil
        }
    }
}

extension StageProgress {
    var json: JSONValue {
        let number = { (value: Double?) in value.map(JSONValue.exact) ?? .null }
        let whole = { (value: Int?) in value.map(JSONValue.int) ?? .null }
        return .object([
            ("step", whole(step)), ("total", whole(total)), ("unit", .string(unit)), ("message", .string(message)),
            ("fraction", number(fraction)), ("loss", number(loss)), ("rate", number(rate)),
            ("metrics", .array(metrics.map { .array([.string($0.name), .int($0.step), .exact($0.value)]) })),
        ])
    }

    init?(json: JSONValue) {
        let number = { (name: String) in json[name].flatMap { $0 == .null ? nil : $0.exactNumber } }
        self.init(
            step: json["step"]?.int, total: json["total"]?.int, unit: json["unit"]?.string ?? "", fraction: number("fraction"),
            message: json["message"]?.string ?? "",
            metrics: (json["metrics"]?.array ?? []).compactMap { entry in
                guard let parts = entry.array, parts.count == 3, let name = parts[0].string, let step = parts[1].int else { return nil }
                return Metric(name, step: step, value: parts[2].exactNumber)
            },
            loss: number("loss"), rate: number("rate"))
    }
}
