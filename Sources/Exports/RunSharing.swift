import Diagnostics
import Files
import JSON
import Orchestrator
import RunDatabase
import Store

/// Runs on their way out of a workspace and into another.
public enum RunSharing {
    /// The named runs, each once, or all of an experiment, the oldest first.
    public static func exports(_ selectors: [String], experiment: String?, in workspace: Workspace) throws(Failure) -> [RunExport] {
        let database = try workspace.databaseSnapshot()
        var ids: [String] = []
        if let experiment {
            ids = try database.runs(RunFilter(experiment: experiment)).map(\.id).reversed()
            guard !ids.isEmpty else {
                throw Failure(.usage, "no run of experiment '\(experiment)'", hint: "see what there is: pipeline runs")
            }
        }
        for selector in selectors {
            for id in try database.resolveMany(selector) where !ids.contains(id) { ids.append(id) }
        }
        return try ids.map { id throws(Failure) in try RunExport(id, in: database) }
    }

    public static func write(_ runs: [RunExport], with exporter: any RunExporter.Type, to directory: String) throws -> [String] {
        try FileSystem.local.makeDirectories(directory)
        return try exporter.write(runs, to: directory)
    }

    public struct Imported: Sendable {
        public var summary: RunSummary
        /// How many artifacts came with the record.
        public var artifacts: Int
    }

    /// Reads an exported folder, a folder of such folders, or an archive. A run that cannot be taken whole is not taken at all.
    public static func read(_ path: String, into workspace: Workspace) throws -> [Imported] {
        guard FileSystem.local.exists(path) else { throw Failure(.missingInput, "there is no '\(path)'") }
        if FileStatus(path: path)?.isDirectory != true { return try RunArchive.read(path, into: workspace) }
        let own = "\(path)/\(RunDocument.fileName)"
        let files =
            FileSystem.local.exists(own)
            ? [own] : try FileSystem.local.list(path).map { "\(path)/\($0)/\(RunDocument.fileName)" }.filter(FileSystem.local.exists)
        guard !files.isEmpty else {
            throw Failure(.invalidInput, "'\(path)' holds no exported run", hint: "'pipeline export RUN --to json --output DIR' makes one")
        }
        let documents = try files.map(document)
        let database = try workspace.openDatabase()
        for document in documents { try database.insert(document.tables) }
        return try documents.map { Imported(summary: try database.run(id: $0.id).summary, artifacts: 0) }
    }

    private static func document(_ path: String) throws -> RunDocument {
        guard let bytes = try FileSystem.local.read(path) else { throw Failure(.missingInput, "there is no '\(path)'") }
        return try document(bytes, name: path)
    }

    package static func document(_ bytes: [UInt8], name: String) throws -> RunDocument {
        do {
            return try RunDocument(json: try JSONValue(parsing: String(decoding: bytes, as: UTF8.self)), name: name)
        } catch let problem as JSONParser.Problem {
            throw Failure(.invalidInput, "'\(name)' is no JSON: \(problem)")
        }
    }
}
