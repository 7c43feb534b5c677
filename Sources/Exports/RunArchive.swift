import Diagnostics
import Files
import JSON
import Orchestrator
import RunDatabase
import Store

/// Runs in one file that any `tar` opens:
///
///     ID/run.json            everything on record
///     ID/spec.yaml           the resolved spec
///     ID/logs/NUMBER.log     what stage NUMBER (in the order of the record) printed
///     objects/SHA-256        files of artifacts, each once
///     actions/KEY            what the store knows of the actions that made them
///
/// Objects come before the actions that name them, and everything before `run.json`: who reads to the end has all of it.
public enum RunArchive {
    /// Stages whose artifacts are kept; the others are made again from the spec and the inputs.
    public static let keptStages = ["train", "evaluate"]

    public struct Summary: Sendable {
        public var runs: Int
        public var files: Int
        public var bytes: Int
        /// Stages whose artifacts the store no longer holds.
        public var missing: [String]
    }

    /// `stages`: those whose artifacts go along; nil: all.
    public static func write(_ runs: [RunExport], stages: [String]? = keptStages, of workspace: Workspace, to path: String) throws
        -> Summary
    {
        let store = try workspace.existingStore(), tar = try TarWriter(path: path)
        var summary = Summary(runs: runs.count, files: 0, bytes: 0, missing: []), written: Set<String> = []
        for run in runs {
            for stage in run.stages where stage.artifact != nil && stages?.contains(stage.stage) ?? true {
                guard let key = Digest(hex: stage.actionKey), let packed = try store.packed(key) else {
                    summary.missing.append("\(run.run.id) \(stage.node)")
                    continue
                }
                for file in packed.files where written.insert(file.digest.hex).inserted {
                    try tar.add("objects/\(file.digest.hex)", contentsOf: store.objectPath(file.digest), size: file.size)
                    summary.files += 1
                    summary.bytes += file.size
                }
                if written.insert(key.hex).inserted { try tar.add("actions/\(key.hex)", packed.record) }
            }
            let time = run.run.started.milliseconds / 1000
            for (number, stage) in run.stages.enumerated() {
                guard let log = stage.logPath.flatMap(workspace.logFile), let bytes = try FileSystem.local.read(log) else { continue }
                try tar.add("\(run.run.id)/logs/\(number).log", bytes, modified: time)
            }
            try tar.add("\(run.run.id)/spec.yaml", Array(run.specYAML.utf8), modified: time)
            try tar.add("\(run.run.id)/\(RunDocument.fileName)", Array((run.json.pretty + "\n").utf8), modified: time)
        }
        try tar.finish()
        return summary
    }

    /// Every object is compared with its digest; records go into the database once all of the file has been read.
    static func read(_ path: String, into workspace: Workspace) throws -> [RunSharing.Imported] {
        let tar = try TarReader(path: path)
        let database = try workspace.openDatabase(), store = try workspace.existingStore()
        let attempt = try store.attempt()
        var documents: [RunDocument] = [], actions: [[UInt8]] = [], logs: [String: [(number: Int, bytes: [UInt8])]] = [:]
        while let entry = try tar.next() {
            let parts = entry.name.split(separator: "/").map(String.init)
            switch (parts.first, parts.count) {
            case ("objects", 2): try take(parts[1], from: tar, into: store, attempt, path)
            case ("actions", 2): actions.append(try tar.content())
            case (let run?, 3) where parts[1] == "logs":
                if let number = Int(parts[2].dropLast(4)) { logs[run, default: []].append((number, try tar.content())) }
            case (_, 2) where parts[1] == RunDocument.fileName:
                documents.append(try RunSharing.document(try tar.content(), name: "\(path): \(entry.name)"))
            default: break
            }
        }
        guard !documents.isEmpty else { throw Failure(.invalidInput, "'\(path)' holds no run") }
        var made: Set<String> = []
        for action in actions { made.insert(try store.unpack(action, in: attempt).key.hex) }
        for index in documents.indices {
            try keep(logs[documents[index].id] ?? [], of: &documents[index], in: workspace)
            try database.insert(documents[index].tables)
        }
        return try documents.map { document in
            let stages = try database.stages(document.id)
            return RunSharing.Imported(
                summary: try database.run(id: document.id).summary, artifacts: stages.count { made.contains($0.actionKey) })
        }
    }

    private static func take(_ name: String, from tar: TarReader, into store: Store, _ attempt: Attempt, _ path: String) throws {
        let writer = try store.writer(in: attempt)
        while case let bytes = try tar.read(upTo: 1 << 20), !bytes.isEmpty { try writer.write(bytes) }
        let file = try writer.close()
        guard file.digest.hex == name else {
            FileSystem.local.remove(writer.path)
            throw Failure(.invalidInput, "'\(path)': object \(name.prefix(8)) is damaged: its bytes are not those that were archived")
        }
        try store.publish(writer.path, as: file.digest, size: file.size, in: attempt)
    }

    /// Logs go into the workspace, and the record says where.
    private static func keep(_ logs: [(number: Int, bytes: [UInt8])], of document: inout RunDocument, in workspace: Workspace) throws {
        guard !logs.isEmpty, let place = document.tables.firstIndex(where: { $0.table == "stages" }),
            let column = document.tables[place].columns.firstIndex(of: RunDocument.logColumn)
        else { return }
        let folder = try workspace.logDirectory("imported-\(ExportFile.name(document.id))")
        for log in logs where document.tables[place].rows.indices.contains(log.number) {
            let path = "\(folder)/\(log.number).log"
            try ExportFile.write(log.bytes, to: path)
            document.tables[place].rows[log.number][column] = .text(path)
        }
    }
}
