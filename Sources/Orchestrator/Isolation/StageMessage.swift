import Diagnostics
import Engine
import JSON
import Store

/// What a stage's process says of the work that it does; one line of JSON each.
enum StageMessage: Sendable {
    case logged(String)
    case printed(String)
    case progress(StageProgress)
    case resumed(epoch: Int)
    case warning(Diagnostic, isKept: Bool)
    case measured(ResourceUsage)
    /// The last of a stage is one of these.
    case done(StageReturn)
    case failed(Failure)
    case cancelled
}

extension StageMessage {
    var line: String { json.compact }

    private var json: JSONValue {
        func whole(_ value: Int?) -> JSONValue { value.map(JSONValue.int) ?? .null }
        return switch self {
        case .logged(let line): .object([("said", "logged"), ("line", .string(line))])
        case .printed(let line): .object([("said", "printed"), ("line", .string(line))])
        case .progress(let progress): .object([("said", "progress"), ("progress", progress.json)])
        case .resumed(let epoch): .object([("said", "resumed"), ("epoch", .int(epoch))])
        case .warning(let warning, let isKept):
            .object([("said", "warning"), ("warning", warning.json), ("kept", .bool(isKept))])
        case .measured(let usage):
            .object([
                ("said", "measured"), ("cpu", usage.cpuSeconds.map(JSONValue.double) ?? .null), ("memory", whole(usage.peakMemory)),
            ])
        case .done(let done):
            .object([
                ("said", "done"), ("kept", done.keptKey.map { .string($0.hex) } ?? .null),
                (
                    "files",
                    .array(done.manifest.files.map { .array([.string($0.name), .string($0.digest.hex), .int($0.size)]) })
                ),
            ])
        case .failed(let failure): .object([("said", "failed"), ("error", failure.json)])
        case .cancelled: .object([("said", "cancelled")])
        }
    }

    /// Nil where it is not what `line` gives.
    init?(line: String) {
        guard let json = try? JSONValue(parsing: line), let said = json["said"]?.string else { return nil }
        switch said {
        case "logged": self = .logged(json["line"]?.string ?? "")
        case "printed": self = .printed(json["line"]?.string ?? "")
        case "progress":
            guard let progress = json["progress"].flatMap(StageProgress.init(json:)) else { return nil }
            self = .progress(progress)
        case "resumed": self = .resumed(epoch: json["epoch"]?.int ?? 0)
        case "warning":
            guard let warning = json["warning"].flatMap(Diagnostic.init(json:)) else { return nil }
            self = .warning(warning, isKept: json["kept"]?.bool ?? false)
        case "measured": self = .measured(ResourceUsage(cpuSeconds: json["cpu"]?.number, peakMemory: json["memory"]?.int))
        case "done":
            let listed = json["files"]?.array ?? [], files = listed.compactMap(Self.file)
            guard files.count == listed.count else { return nil }
            self = .done(
                StageReturn(manifest: ArtifactManifest(files), keptKey: json["kept"]?.string.flatMap { Digest(hex: $0) }))
        case "failed":
            guard let failure = json["error"].flatMap(Failure.init(json:)) else { return nil }
            self = .failed(failure)
        case "cancelled": self = .cancelled
        default: return nil
        }
    }

    private static func file(_ json: JSONValue) -> ArtifactFile? {
        guard let parts = json.array, parts.count == 3, let name = parts[0].string,
            let digest = parts[1].string.flatMap({ Digest(hex: $0) }), let size = parts[2].int
        else { return nil }
        return ArtifactFile(name: name, digest: digest, size: size)
    }
}
