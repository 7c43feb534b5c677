import Console
import JSON
import Quantities
import Sweeps

/// What `pipeline sweep --dry-run` prints.
struct SweepPreviewText {
    let preview: SweepPreview
    let format: OutputFormat

    func print() {
        guard format != .json else { return Output.write(json.pretty + "\n") }
        if format == .table { Output.write(headline + "\n\n") }
        var parameters = Table([Table.Column("parameter"), Table.Column("values", wraps: true), Table.Column("where")])
        for parameter in preview.parameters {
            parameters.append([.text(parameter.name), .text(parameter.values), .text(parameter.condition ?? "", style: .dim)])
        }
        Output.write(parameters, as: format)
        guard format == .table else { return }
        var stages = Table([Table.Column("stage"), Table.Column("trials"), Table.Column("now"), .number("took")])
        for stage in preview.stages {
            stages.append([
                .text(stage.node), .text(stage.isShared ? "share one" : "have their own"), .text(stage.isCached ? "cached" : "will run"),
                .seconds(stage.seconds),
            ])
        }
        Output.write("\n")
        Output.write(stages, as: .table)
        Output.write("\n" + estimate + "\n")
    }

    private var headline: String {
        let size = preview.size.map { "\(formatCount($0)) points" } ?? "a continuum of points"
        var known = preview.known > 0 ? ", \(preview.known) of them on record" : ""
        if preview.retried > 0 { known += ", \(preview.retried) to be tried again" }
        if preview.outdated > 0 {
            known += "; \(preview.outdated) on record were made with something else and are planned again"
            if !preview.changes.isEmpty { known += " (\(preview.changes))" }
        }
        return "\(preview.name): \(preview.trials) trials\(known); sampler \(preview.sampler), pruner \(preview.pruner); \(size)"
    }

    private var estimate: String {
        guard let seconds = preview.estimatedSeconds else {
            return "how long it takes is not known: a stage has never run in this workspace"
        }
        return "about \(formatDuration(seconds)) of work, by what the stages took before"
    }

    private var json: JSONValue {
        .object([
            ("sweep", .string(preview.name)), ("sampler", .string(preview.sampler)), ("pruner", .string(preview.pruner)),
            ("trials", .int(preview.trials)), ("known", .int(preview.known)), ("retried", .int(preview.retried)),
            ("outdated", .int(preview.outdated)), ("changes", .string(preview.changes)), ("size", preview.size.map(JSONValue.int) ?? .null),
            ("estimated_seconds", preview.estimatedSeconds.map(JSONValue.double) ?? .null),
            (
                "parameters",
                .array(
                    preview.parameters.map {
                        .object([
                            ("name", .string($0.name)), ("values", .string($0.values)),
                            ("condition", $0.condition.map(JSONValue.string) ?? .null),
                        ])
                    })
            ),
            (
                "stages",
                .array(
                    preview.stages.map {
                        .object([
                            ("node", .string($0.node)), ("shared", .bool($0.isShared)), ("cached", .bool($0.isCached)),
                            ("seconds", $0.seconds.map(JSONValue.double) ?? .null),
                        ])
                    })
            ),
        ])
    }
}
