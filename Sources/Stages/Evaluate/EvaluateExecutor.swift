import Datasets
import Diagnostics
import Engine
import Evaluation
import Models
import Parameters
import Safetensors

struct EvaluateExecutor: StageExecutor {
    let evaluation: any EvaluationProtocol
    /// Where the model's scores are made by code of others.
    var foreignWork: ForeignWork?

    func execute(_ context: StageContext) throws {
        let started = ContinuousClock.now
        let split = try SplitFiles.read { try context.artifact("split").path($0) }
        let weights = try WeightsFile(path: try context.artifact("train").path(WeightsFile.name))
        let model = try ModelRegistry.require(weights.model)
        let seed = UInt64(context.parameters["seed"].flatMap(Int.init(parameterValue:)) ?? 0)
        let evaluator = try evaluation.prepare(EvaluationTask(split: split, part: .test, seed: seed))
        let prepared = ContinuousClock.now, processor = threadSeconds()
        let result = try evaluator.evaluate(
            try weights.makeScorer(), predictsRatings: model.kind(weights.parameters) == .rating, threads: context.threads,
            isCancelled: { context.isCancelled })
        log(
            result, split, context, reading: prepared - started, scoring: ContinuousClock.now - prepared,
            processor: threadSeconds() - processor)
        for warning in result.warnings { context.warn(warning) }
        try write(result, to: context)
    }

    private func log(
        _ result: EvaluationResult, _ split: DataSplit, _ context: StageContext, reading: Duration, scoring: Duration, processor: Double
    ) {
        // With more threads than this one its processor time is not all of it.
        let threads =
            context.threads == 1 ? "1 thread (\((processor * 1e4).rounded() / 10) ms of processor time)" : "\(context.threads) threads"
        context.log(
            "evaluated \(result.counts.users) users among \(split.itemCount) items in \(scoring.formatted) on \(threads), "
                + "after \(reading.formatted) of reading and preparing")
    }

    private func write(_ result: EvaluationResult, to context: StageContext) throws {
        let counts = result.counts
        let points =
            result.metrics.map { MetricsFile.Point($0.name, $0.value) } + [
                MetricsFile.Point("test/users", Double(counts.users)),
                MetricsFile.Point("test/users_without_positives", Double(counts.usersWithoutPositives)),
                MetricsFile.Point("test/cold_users", Double(counts.coldUsers)),
                MetricsFile.Point("test/pairs", Double(counts.pairs)),
                MetricsFile.Point("test/cold_item_pairs", Double(counts.coldItemPairs)),
            ]
        try context.writeFile(MetricsFile.name) { try $0(try MetricsFile.encode(points)) }
        var writer = SafetensorsWriter()
        try writer.add("user", int32: result.perUser.users)
        for (name, values) in result.perUser.columns.sorted(by: { $0.key < $1.key }) { try writer.add(name, float32: values) }
        try context.writeFile(PerUserFile.name, writer.write)
    }
}
