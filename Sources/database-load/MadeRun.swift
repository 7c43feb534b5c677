import Parameters
import Randomness
import RunDatabase

/// A run such as people have them by the thousand: some 25 parameters, five stages, 20 metrics over 50 epochs, 19 results.
struct MadeRun {
    static let steps = 50
    static let metrics =
        ["train/loss", "train/learning_rate"]
        + ["ndcg", "recall", "precision", "map", "hit_rate", "mrr"].flatMap { name in [5, 10, 20].map { "valid/\(name)@\($0)" } }

    let record: RunRecord
    private let quality: Double

    init(_ index: Int, _ stream: inout RandomStream, started: Timestamp) {
        let models = ["ancf", "gmf", "neumf", "mlp", "bpr-mf", "lightgcn", "two-tower", "ease"], model = models[index % models.count]
        let experiments = ["movielens-1m", "yelp2018", "musical-instruments", "books", "quickstart"]
        let digits = String(UInt64(index) &* 2_654_435_761 % 0xFF_FFFF_FFFF, radix: 16)
        let id = String(repeating: "0", count: max(0, 10 - digits.count)) + digits
        let parameters = Self.parameters(index, model, &stream)
        quality = 0.3 + 0.1 * stream.uniform()
        record = RunRecord(
            id: id, experiment: experiments[index / 8 % experiments.count], variant: "\(model)@seed=\(index % 5)", group: model,
            specPath: "exp.yaml", spec: parameters.description, configurationDigest: id, seed: index % 5, version: "1.0",
            blasKernel: "Haswell", parameters: parameters, tags: index % 3 == 0 ? ["owner": "ada"] : [:], started: started,
            provenance: Provenance(
                specSource: "experiment: x\n", cpu: "a processor", threads: 1, user: "ada", command: "pipeline run exp.yaml"))
    }

    private static func parameters(_ index: Int, _ model: String, _ stream: inout RandomStream) -> ParameterValue {
        let optimizer: ParameterValue = .record([
            ("name", .string("adam")), ("learning_rate", .double(1e-4 + 0.05 * stream.uniform())), ("weight_decay", .double(0)),
        ])
        let train: [(name: String, value: ParameterValue)] = [
            ("model", .string(model)), ("embedding_dim", .int(8 << stream.below(5))), ("layers", .list([.int(64), .int(32), .int(16)])),
            ("dropout", .double(Double(stream.below(6)) / 10)), ("loss", .string(["bce", "bpr", "softmax"][stream.below(3)])),
            ("negatives", .int(1 + stream.below(8))), ("epochs", .int(50)), ("batch_size", .int(256 << stream.below(5))),
            ("optimizer", optimizer), ("early_stopping", .record([("metric", .string("ndcg@10")), ("patience", .int(3))])),
        ]
        let ratings: ParameterValue = .string("../data/ml-1m/ratings.dat"), cutoffs: ParameterValue = .list([.int(5), .int(10), .int(20)])
        return .record([
            ("seed", .int(index % 5)),
            ("ingest", .record([("format", .string("movielens")), ("ratings", ratings), ("min_rating", .double(0))])),
            ("split", .record([("strategy", .string("leave-one-out")), ("order", .string("time")), ("validation", .bool(true))])),
            ("encode", .record([("encoder", .string("tfidf")), ("dimension", .int(128))])), ("train", .record(.init(train))),
            ("evaluate", .record([("protocol", .string("full-ranking")), ("cutoffs", cutoffs), ("seed", .int(0))])),
        ])
    }

    /// Epoch by epoch, as training gives it.
    func history(_ stream: inout RandomStream) -> [MetricPoint] {
        var points: [MetricPoint] = []
        points.reserveCapacity(Self.metrics.count * Self.steps)
        for step in 1...Self.steps {
            let time = Timestamp(milliseconds: record.started.milliseconds + step * 1_013)
            for name in Self.metrics {
                let value = quality * (1 - 1 / Double(step + 1)) * (0.9 + 0.2 * stream.uniform())
                points.append(MetricPoint(run: record.id, name: name, step: step, value: value, time: time))
            }
        }
        return points
    }

    func results(_ stream: inout RandomStream) -> [MetricPoint] {
        var points = [MetricPoint(run: record.id, name: "train/best_epoch", value: 40, time: record.started)]
        for name in Self.metrics.dropFirst(2) {
            points.append(
                MetricPoint(
                    run: record.id, name: String(name.dropFirst(6)), value: quality * (0.5 + stream.uniform()), time: record.started))
        }
        return points
    }

    var stages: [StageRecord] {
        ["ingest", "split", "encode", "train", "evaluate"].map { stage in
            let isOwn = stage == "train" || stage == "evaluate"
            return StageRecord(
                run: record.id, stage: stage, actionKey: "\(stage)-\(record.id)", status: isOwn ? .ran : .cached,
                reason: "optimizer.learning_rate changed 0.001 → 0.003", seconds: 10,
                artifact: ArtifactRecord(digest: isOwn ? "\(stage)-\(record.id)" : stage, files: 2, bytes: 1000))
        }
    }
}
