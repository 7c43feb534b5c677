import Foundation
import Parameters
import Randomness
import RunDatabase
import Testing

/// Makes large databases for `Scripts/bench/rows/database.py`, the way the product writes them. Off unless asked for.
///
///     DATABASE_BENCH=FOLDER DATABASE_BENCH_RUNS=10000 swift test -c release --filter DatabaseBench/make
///     DATABASE_BENCH=FOLDER DATABASE_BENCH_SECONDS=20 swift test -c release --filter DatabaseBench/write
@Suite(.serialized) struct DatabaseBench {
    private static let environment = ProcessInfo.processInfo.environment
    private static let folder = environment["DATABASE_BENCH"]
    private static let runs = environment["DATABASE_BENCH_RUNS"].flatMap { Int($0) } ?? 10_000
    private static let seconds = environment["DATABASE_BENCH_SECONDS"].flatMap { Double($0) }
    private static let metrics =
        ["train/loss", "train/learning_rate"]
        + ["ndcg", "recall", "precision", "map", "hit_rate", "mrr"].flatMap { name in [5, 10, 20].map { "valid/\(name)@\($0)" } }
    private static let steps = 50

    /// 20 metrics over 50 epochs, some 25 parameters, 20 results, five stages each.
    @Test(.enabled(if: folder != nil && seconds == nil)) func make() throws {
        let path = try #require(Self.folder) + "/pipeline.db"
        let database = try RunDatabase(path: path, mode: .readWrite)
        var stream = RandomStream(seed: 1, purpose: "database bench"), logging = Duration.zero, rest = Duration.zero
        let clock = ContinuousClock(), began = Timestamp(milliseconds: 1_760_000_000_000)
        for index in 0..<Self.runs {
            let run = record(index, &stream, started: Timestamp(milliseconds: began.milliseconds + index * 60_000))
            let quality = 0.3 + 0.1 * stream.uniform()
            let points = history(run.id, quality, &stream, from: run.started)
            rest += try clock.measure { try database.beginRun(run) }
            logging += try clock.measure { try database.log(metrics: points) }
            rest += try clock.measure {
                try database.recordStages(stages(run.id))
                let final = Self.metrics.dropFirst(2).map { name in
                    MetricPoint(run: run.id, name: String(name.dropFirst(6)), value: quality * (0.5 + stream.uniform()), time: run.started)
                }
                let loss = MetricPoint(run: run.id, name: "train/best_epoch", value: 40, time: run.started)
                let status: RunStatus = index % 50 == 0 ? .failed : .finished
                try database.finishRun(
                    run.id, status: status, metrics: final + [loss], seconds: 50 + 100 * stream.uniform(),
                    at: Timestamp(milliseconds: run.started.milliseconds + 50_000))
                if index % 10 == 0 { try database.tag(run.id, "note", index % 20 == 0 ? "dropout once more" : "baseline") }
            }
        }
        let points = Self.runs * Self.metrics.count * Self.steps
        let rate = Double(points) / (Double(logging.components.seconds) + Double(logging.components.attoseconds) * 1e-18)
        print("database {\"points\": \(points), \"points_per_second\": \(Int(rate)), \"seconds_besides\": \(rest.components.seconds)}")
        #expect(try database.query("SELECT count(*) FROM metric_points").rows == [[.integer(points)]])
    }

    /// Ten runs at once, each over a connection of its own, an epoch at a time.
    @Test(.enabled(if: folder != nil && seconds != nil)) func write() throws {
        let path = try #require(Self.folder) + "/pipeline.db", seconds = try #require(Self.seconds)
        let deadline = Date().addingTimeInterval(seconds)
        var stream = RandomStream(seed: 2, purpose: "database bench")
        let records = (0..<10).map { record(1_000_000 + $0, &stream, started: .now) }
        let group = DispatchGroup()
        for run in records {
            let thread = Thread {
                defer { group.leave() }
                do {
                    let database = try RunDatabase(path: path, mode: .readWrite)
                    try database.beginRun(run)
                    var step = 0
                    while Date() < deadline {
                        step += 1
                        try database.log(metrics: Self.metrics.map { MetricPoint(run: run.id, name: $0, step: step, value: Double(step)) })
                        Thread.sleep(forTimeInterval: 0.01)
                    }
                    try database.finishRun(run.id, status: .finished)
                    print("database {\"run\": \"\(run.id)\", \"epochs\": \(step)}")
                } catch { Issue.record("\(run.id): \(error)") }
            }
            group.enter()
            thread.start()
        }
        group.wait()
    }

    private func history(_ run: String, _ quality: Double, _ stream: inout RandomStream, from start: Timestamp) -> [MetricPoint] {
        var points: [MetricPoint] = []
        points.reserveCapacity(Self.metrics.count * Self.steps)
        for step in 1...Self.steps {
            let time = Timestamp(milliseconds: start.milliseconds + step * 1_013)
            for name in Self.metrics {
                points.append(
                    MetricPoint(
                        run: run, name: name, step: step, value: quality * (1 - 1 / Double(step + 1)) * (0.9 + 0.2 * stream.uniform()),
                        time: time))
            }
        }
        return points
    }

    private func record(_ index: Int, _ stream: inout RandomStream, started: Timestamp) -> RunRecord {
        let models = ["ancf", "gmf", "neumf", "mlp", "bpr-mf", "lightgcn", "two-tower", "ease"], model = models[index % models.count]
        let experiments = ["movielens-1m", "yelp2018", "musical-instruments", "books", "quickstart"]
        let id = String(repeating: "0", count: 10) + String(UInt64(index) &* 2_654_435_761 % 0xFF_FFFF_FFFF, radix: 16)
        let train: [(name: String, value: ParameterValue)] = [
            ("model", .string(model)), ("embedding_dim", .int(8 << stream.below(5))), ("layers", .list([.int(64), .int(32), .int(16)])),
            ("dropout", .double(Double(stream.below(6)) / 10)), ("loss", .string(["bce", "bpr", "softmax"][stream.below(3)])),
            ("negatives", .int(1 + stream.below(8))), ("epochs", .int(50)), ("batch_size", .int(256 << stream.below(5))),
            (
                "optimizer",
                .record([
                    ("name", .string("adam")), ("learning_rate", .double(1e-4 + 0.05 * stream.uniform())), ("weight_decay", .double(0)),
                ])
            ),
            ("early_stopping", .record([("metric", .string("ndcg@10")), ("patience", .int(3))])),
        ]
        let parameters: ParameterValue = .record([
            ("seed", .int(index % 5)),
            (
                "ingest",
                .record([("format", .string("movielens")), ("ratings", .string("../data/ml-1m/ratings.dat")), ("min_rating", .double(0))])
            ),
            ("split", .record([("strategy", .string("leave-one-out")), ("order", .string("time")), ("validation", .bool(true))])),
            ("encode", .record([("encoder", .string("tfidf")), ("dimension", .int(128))])), ("train", .record(.init(train))),
            (
                "evaluate",
                .record([("protocol", .string("full-ranking")), ("cutoffs", .list([.int(5), .int(10), .int(20)])), ("seed", .int(0))])
            ),
        ])
        return RunRecord(
            id: String(id.suffix(10)), experiment: experiments[index / 8 % experiments.count], variant: "\(model)@seed=\(index % 5)",
            group: model,
            specPath: "exp.yaml", spec: parameters.description, configurationDigest: String(id.suffix(10)), seed: index % 5, version: "1.0",
            blasKernel: "Haswell", parameters: parameters, tags: index % 3 == 0 ? ["owner": "ada"] : [:], started: started,
            provenance: Provenance(
                specSource: "experiment: x\n", cpu: "a processor", threads: 1, user: "ada", command: "pipeline run exp.yaml"))
    }

    private func stages(_ run: String) -> [StageRecord] {
        ["ingest", "split", "encode", "train", "evaluate"].map { stage in
            StageRecord(
                run: run, stage: stage, actionKey: "\(stage)-\(run)", status: stage == "train" || stage == "evaluate" ? .ran : .cached,
                reason: "optimizer.learning_rate changed 0.001 → 0.003", seconds: 10,
                artifact: ArtifactRecord(digest: stage == "train" || stage == "evaluate" ? "\(stage)-\(run)" : stage, files: 2, bytes: 1000)
            )
        }
    }
}
