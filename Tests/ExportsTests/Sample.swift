import Exports
import Foundation
import Orchestrator
import Parameters
import RunDatabase

/// A workspace of its own for each test, with two finished runs and one that failed.
final class Sample {
    let folder: URL
    var workspace: Workspace { Workspace(option: path("runs")) }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "exports-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appending(path: "runs"), withIntermediateDirectories: true)
        let database = try RunDatabase(path: path("runs/pipeline.db"), mode: .readWrite)
        for (index, id) in ["aa11223344", "bb11223344", "cc11223344"].enumerated() { try Self.record(id, index, database) }
        try database.tag("aa11223344", "owner", "ada, \"countess\"")
        try database.note(NoteRecord(run: "aa11223344", text: "first note\nwith two lines"))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appending(path: name).path }
    func database() throws -> RunDatabase { try RunDatabase(path: path("runs/pipeline.db"), mode: .readOnly) }
    func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    static let start = Timestamp(milliseconds: 1_790_000_000_250)

    private static func record(_ id: String, _ index: Int, _ database: RunDatabase) throws {
        try database.beginRun(
            RunRecord(
                id: id, experiment: "films", variant: ["ancf", "gmf", "mf"][index], specPath: "exp.yaml",
                spec: #"{"experiment": "films", "price": "a$b", "train": {"model": "ancf"}}"#,
                configurationDigest: id + String(repeating: "0f", count: 27), seed: 42, version: "0.1.0",
                parameters: .record([
                    ("seed", .int(42)), ("train", .record([("learning_rate", .double(0.001)), ("bias", .bool(true)), ("loss", .null)])),
                    ("note", .string("=1+1, \"quoted\"\nline")),
                ]), started: start))
        try database.log(
            metrics: (1...3).map { step in
                MetricPoint(
                    run: id, name: "train/loss", step: step, value: 0.5 / Double(step),
                    time: Timestamp(milliseconds: start.milliseconds + 1000 * step))
            })
        try database.recordStages([
            StageRecord(
                run: id, stage: "train", node: "train/x", actionKey: String(repeating: "ab", count: 32),
                status: index == 2 ? .failed : .ran,
                reason: "has not run before", seconds: 1.5,
                artifact: index == 2 ? nil : ArtifactRecord(digest: "d\(index)", files: 2, bytes: 99))
        ])
        try database.finishRun(
            id, status: index == 2 ? .failed : .finished, error: index == 2 ? "diverged" : nil,
            metrics: [
                MetricPoint(run: id, name: "ndcg@10", value: 0.25 + 0.125 * Double(index)),
                MetricPoint(run: id, name: "rmse", value: index == 1 ? .infinity : 0.9),
                MetricPoint(run: id, name: "mae", value: index == 1 ? .nan : 0.7),
            ], seconds: 3.5, at: Timestamp(milliseconds: start.milliseconds + 4000))
    }

    /// Runs a program of a peer's Python, or tells that there is none. `nil`: not there.
    static func python(_ peer: String, _ script: String, _ arguments: [String]) throws -> (code: Int32, output: String)? {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let places = [ProcessInfo.processInfo.environment["PIPELINE_PEERS"], root.appending(path: ".build/peers").path].compactMap { $0 }
        guard let python = places.map({ "\($0)/\(peer)/bin/python" }).first(where: FileManager.default.isExecutableFile) else {
            print(
                "SKIPPED: there is no \(peer) to check with; python3 -m venv .build/peers/\(peer) && .build/peers/\(peer)/bin/pip install \(peer)"
            )
            return nil
        }
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [root.appending(path: "Tests/ExportsTests/Fixtures/\(script)").path] + arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }
}
