import Diagnostics
import Files
import JSON
import RunDatabase

/// A file store of MLflow, `mlruns/EXPERIMENT/RUN/…`. Source of the layout: mlflow/store/tracking/file_store.py of MLflow 3.
///
/// MLflow allows no `@` in names of metrics: `ndcg@10` becomes `ndcg_at_10`. Its parameters are texts of at most 6000 characters. Places of
/// artifacts are absolute `file:` addresses: it resolves a relative one wherever it happens to run, and finds nothing.
public enum MLflowExporter: RunExporter {
    public static let id = "mlflow"
    public static let documentation = "a file store, mlruns/, for mlflow ui (ndcg@10 becomes ndcg_at_10)"

    public static func next(_ directory: String) -> String? {
        "MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri \(shellWord("\(directory)/mlruns"))"
    }

    public static func write(_ runs: [RunExport], to directory: String) throws -> [String] {
        let root = "\(directory)/mlruns"
        guard let place = FileSystem.realPath(directory) else { throw Failure(.missingInput, "there is no folder '\(directory)'") }
        let address = fileAddress("\(place)/mlruns")
        let byExperiment = Dictionary(grouping: runs) { $0.run.experiment }
        for (experiment, runs) in byExperiment.sorted(by: { $0.key < $1.key }) {
            let number = experimentID(experiment), folder = "\(root)/\(number)"
            let times = runs.map(\.workInterval.began.milliseconds)
            try writeYAML(
                [
                    ("artifact_location", .string("\(address)/\(number)")), ("creation_time", .int(times.min() ?? 0)),
                    ("experiment_id", .string(number)), ("last_update_time", .int(times.max() ?? 0)), ("lifecycle_stage", "active"),
                    ("name", .string(experiment)),
                ], to: "\(folder)/meta.yaml")
            for run in runs { try write(run, experiment: number, to: folder, address: "\(address)/\(number)") }
        }
        return [root]
    }

    /// The same for the same name, wherever it is exported: FNV-1a in 15 digits.
    static func experimentID(_ name: String) -> String {
        let hash = name.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return String(100_000_000_000_000 + hash % 900_000_000_000_000)
    }

    /// 32 hexadecimal digits that begin with the run's id.
    static func runID(_ export: RunExport) -> String {
        let digits = export.run.id + export.details.configurationDigest.dropFirst(export.run.id.count)
        let padded = digits + String(repeating: "0", count: 32)
        return String(padded.prefix(32))
    }

    /// What MLflow allows in names of metrics and parameters.
    static func name(_ text: String) -> String {
        let allowed = { (scalar: Unicode.Scalar) in
            scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "_-. /".unicodeScalars.contains(scalar))
        }
        return String(text.replacing("@", with: "_at_").unicodeScalars.map { allowed($0) ? Character($0) : "_" })
    }

    /// RFC 8089: what is not plain in the path is percent-encoded.
    static func fileAddress(_ path: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
        return path.utf8.reduce(into: "file://") { address, byte in
            address += plain.contains(byte) ? String(UnicodeScalar(byte)) : "%" + hexadecimal(byte)
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }

    private static func write(_ export: RunExport, experiment: String, to folder: String, address: String) throws {
        let run = export.run
        let id = runID(export)
        let place = "\(folder)/\(id)"
        let work = export.workInterval
        try writeYAML(
            [
                ("artifact_uri", .string("\(address)/\(id)/artifacts")),
                ("end_time", work.ended.map { .int($0.milliseconds) } ?? .null),
                ("entry_point_name", ""), ("experiment_id", .string(experiment)), ("lifecycle_stage", "active"), ("run_id", .string(id)),
                ("run_name", .string("\(run.variant) \(run.id)")), ("run_uuid", .string(id)), ("source_name", ""), ("source_type", 4),
                ("source_version", ""), ("start_time", .int(work.began.milliseconds)),
                ("status", .int(status(run.status))), ("tags", []), ("user_id", ""),
            ], to: "\(place)/meta.yaml")
        try writeMetrics(export, to: "\(place)/metrics")
        for parameter in run.parameters {
            try ExportFile.write(String(parameter.text.prefix(6000)), to: "\(place)/params/\(name(parameter.name))")
        }
        var tags = [
            "mlflow.runName": "\(run.variant) \(run.id)", "mlflow.source.name": export.details.specPath ?? "pipeline",
            "mlflow.source.type": "LOCAL", "pipeline.id": run.id, "pipeline.version": export.details.version,
        ]
        if !export.notes.isEmpty { tags["mlflow.note.content"] = export.notes.map(\.text).joined(separator: "\n\n") }
        for tag in run.tags where tags[tag.key] == nil { tags[name(tag.key)] = tag.value }
        for (key, value) in tags.sorted(by: { $0.key < $1.key }) { try ExportFile.write(value, to: "\(place)/tags/\(key)") }
        try ExportFile.write(export.specYAML, to: "\(place)/artifacts/spec.yaml")
    }

    /// A line a value: time in milliseconds, value, step. Final values stand at step 0 under their name.
    private static func writeMetrics(_ export: RunExport, to folder: String) throws {
        for series in export.history {
            let lines = series.points.map { "\($0.time.milliseconds) \(text($0.value)) \($0.step)\n" }
            try ExportFile.write(lines.joined(), to: "\(folder)/\(name(series.name))")
        }
        let withSteps = Set(export.history.map(\.name))
        let time = (export.run.finished ?? export.run.started).milliseconds
        for metric in export.run.metrics {
            // A name can be a value or a history, not both: the file is the same.
            let file = name(metric.name) + (withSteps.contains(metric.name) ? "_final" : "")
            try ExportFile.write("\(time) \(text(metric.value)) 0\n", to: "\(folder)/\(file)")
        }
    }

    /// As Python's `float` reads it.
    private static func text(_ value: Double) -> String { "\(value)" }

    /// mlflow.entities.RunStatus: RUNNING 1, FINISHED 3, FAILED 4, KILLED 5.
    private static func status(_ status: RunStatus) -> Int {
        switch status {
        case .running: 1
        case .finished: 3
        case .failed: 4
        case .interrupted, .pruned: 5
        }
    }

    /// YAML in the order of the names; texts in quotes, so that no reader takes digits for a number.
    private static func writeYAML(_ members: [(String, JSONValue)], to path: String) throws {
        try ExportFile.write(members.map { "\($0.0): \($0.1.compact)\n" }.joined(), to: path)
    }
}
