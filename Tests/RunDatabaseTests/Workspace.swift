import Foundation
import Parameters
import Processes
import RunDatabase

/// A folder of its own for each test, removed at the end.
final class Workspace {
    let folder: URL
    var path: String { folder.appendingPathComponent("pipeline.db").path }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("run-database-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func database(_ mode: RunDatabase.Mode = .readWrite) throws -> RunDatabase { try RunDatabase(path: path, mode: mode) }

    var bytes: Data { (try? Data(contentsOf: folder.appendingPathComponent("pipeline.db"))) ?? Data() }
}

func instant(_ text: String) -> Timestamp { Timestamp(text) ?? Timestamp(milliseconds: -1) }

func record(
    _ id: String, experiment: String = "movielens", variant: String = "ancf", seed: Int = 1, rate: Double = 0.001,
    started: Timestamp = .now, process: ProcessIdentity = .current
) -> RunRecord {
    RunRecord(
        id: id, experiment: experiment, variant: variant, specPath: "exp.yaml", spec: "experiment: movielens\n",
        configurationDigest: "digest-\(id)", seed: seed, version: "1.0", blasKernel: "Haswell",
        parameters: .record([
            ("seed", .int(seed)),
            (
                "train",
                .record([
                    ("model", .string("ancf")), ("epochs", .int(3)), ("optimizer", .record([("learning_rate", .double(rate))])),
                    ("dropout", .null), ("bias", .bool(true)),
                ])
            ),
            ("evaluate", .record([("cutoffs", .list([.int(5), .int(10)]))])),
        ]),
        tags: ["owner": "ada"], started: started, process: process)
}

/// Two experiments, three seeds of one variant, one of another; a failed run; an interrupted one.
func populate(_ database: RunDatabase) throws {
    for seed in 1...3 {
        let id = "a\(seed)f0", started = instant("2026-03-0\(seed)T10:00:00.000Z")
        try database.beginRun(record(id, variant: "ancf@seed=\(seed)", seed: seed, rate: 0.001 * Double(seed), started: started))
        try logTraining(database, id, from: started, final: [0.35, 0.36, 0.37][seed - 1], rmse: 0.95 - 0.01 * Double(seed))
        try database.finishRun(id, status: .finished, at: Timestamp(milliseconds: started.milliseconds + 12_500))
    }
    let started = instant("2026-03-04T10:00:00.000Z")
    try database.beginRun(record("b1c2", variant: "gmf", rate: 0.01, started: started))
    try logTraining(database, "b1c2", from: started, final: 0.31, rmse: 0.96)
    try database.finishRun("b1c2", status: .finished, at: Timestamp(milliseconds: started.milliseconds + 3_000))
    try database.beginRun(record("c3d4", variant: "gmf", rate: 10, started: instant("2026-03-05T10:00:00.000Z")))
    try database.log(metrics: [MetricPoint(run: "c3d4", name: "train/loss", step: 1, value: .nan)])
    try database.recordStage(
        StageRecord(run: "c3d4", stage: "train", node: "train.gmf", status: .failed, reason: "optimizer.learning_rate changed", seconds: 1))
    try database.finishRun("c3d4", status: .failed, error: "the loss is not finite in epoch 1")
    try database.beginRun(
        record("d5e6", experiment: "quickstart", variant: "most-popular", started: instant("2026-02-01T08:00:00.000Z")))
    try database.finishRun("d5e6", status: .interrupted, error: "Ctrl-C")
    try database.record(EventRecord(run: "a1f0", kind: "bad_rows", message: "12 rows of ratings.csv were skipped"))
}

private func logTraining(_ database: RunDatabase, _ id: String, from started: Timestamp, final: Double, rmse: Double) throws {
    for epoch in 1...3 {
        let time = Timestamp(milliseconds: started.milliseconds + 1000 * epoch)
        try database.log(metrics: [
            MetricPoint(run: id, name: "train/loss", step: epoch, value: 0.7 / Double(epoch), time: time),
            MetricPoint(run: id, name: "valid/ndcg@10", step: epoch, value: final - 0.02 / Double(epoch), time: time),
        ])
    }
    try database.log(metrics: [
        MetricPoint(run: id, name: "ndcg@10", value: final), MetricPoint(run: id, name: "rmse", value: rmse),
        MetricPoint(run: id, name: "train/best_epoch", value: 3),
    ])
    let shared = ArtifactRecord(digest: "5p1it", files: 3, bytes: 24_000_000, created: started)
    let weights = ArtifactRecord(digest: "w-\(id)", files: 2, bytes: 1_200_000, created: started)
    try database.recordStages([
        StageRecord(
            run: id, stage: "split", actionKey: "k0", status: id == "a1f0" ? .ran : .cached, reason: "new", seconds: 0.8,
            artifact: shared),
        StageRecord(
            run: id, stage: "train", node: "train.ancf", actionKey: "k-\(id)", status: .ran,
            reason: "optimizer.learning_rate changed 0.001 → 0.003", reasonJSON: #"{"changed":["optimizer.learning_rate"]}"#,
            seconds: 9.5, artifact: weights, logPath: "runs/logs/\(id)/train.log"),
    ])
}
