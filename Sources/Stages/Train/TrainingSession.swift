import Datasets
import Diagnostics
import Engine
import Evaluation
import Models
import Parameters
import Store

/// The training loop: one epoch after another, each cached, until the budget or early stopping ends it. A session that resumes
/// ends in the same bits as one that never stopped.
final class TrainingSession {
    private let context: StageContext
    private let definition: any ModelDefinition.Type
    private let model: any TrainableModel
    /// Nil where nothing is measured.
    private let validation: ValidationPlan?
    private let options: TrainingOptions
    private let split: DataSplit
    private var evaluator: Evaluator?
    private var history = TrainingHistory()
    private let started: ContinuousClock.Instant
    /// The model before its first epoch: also to start again from, where the epoch that is wanted is no longer cached.
    private let makeModel: () throws -> any TrainableModel
    /// Whether a batch has been trained; the first one is said to the log.
    private var hasStepped = false
    /// The epoch whose state the model holds.
    private var modelEpoch = 0

    init(
        context: StageContext, definition: any ModelDefinition.Type, makeModel: @escaping () throws -> any TrainableModel,
        validation: ValidationPlan?, options: TrainingOptions, split: DataSplit, started: ContinuousClock.Instant
    ) throws {
        self.context = context
        self.definition = definition
        self.makeModel = makeModel
        model = try makeModel()
        self.validation = validation
        self.options = options
        self.split = split
        self.started = started
    }

    /// Without validation data nothing is measured, and early stopping is refused.
    func prepareValidation() throws {
        guard split.validation.count > 0 else {
            guard options.earlyStopping == nil else {
                throw Failure(
                    .invalidInput, "early stopping needs validation data, and the validation part of the split is empty",
                    hint: "give the split a larger validation part, or train a fixed number of epochs")
            }
            guard options.select == .best else { return }
            return context.warn(
                .warning(
                    "the validation part is empty: the weights of the last epoch are kept, not those of the best",
                    hint: "give the split a larger validation part, or write select: last", kind: "empty_validation"))
        }
        evaluator = try validation?.evaluation.prepare(EvaluationTask(split: split, part: .validation, seed: 0))
    }

    func run(epochs: Int) throws -> TrainingOutcome {
        try resume(upTo: epochs)
        while stopEpoch == nil, history.epochs.count < epochs { try trainNextEpoch(of: epochs) }
        let last = min(stopEpoch ?? epochs, epochs)
        history.epochs.removeSubrange(last...)
        let selected = selectsBest ? watched.flatMap(history.best) ?? last : last
        try bringModel(to: selected)
        return TrainingOutcome(history: history, epoch: selected, lastEpoch: last, weights: model.weights())
    }

    private var selectsBest: Bool { evaluator != nil && options.select != .last }

    private var watched: WatchedMetric? {
        guard let evaluator else { return nil }
        let requests = evaluator.requests
        let name = options.earlyStopping?.metric
        let request = requests.first { $0.name == name || $0.metric.id == name } ?? requests.first
        return request.map { WatchedMetric(name: $0.name, higherIsBetter: $0.metric.higherIsBetter) }
    }

    private var stopEpoch: Int? {
        guard let rule = options.earlyStopping, let watched else { return nil }
        return history.stop(rule, watching: watched)
    }

    private func resume(upTo epochs: Int) throws {
        guard definition.isIterative, let found = try context.checkpoints.latest(upTo: epochs) else { return }
        try restore(found.artifact, epoch: found.epoch)
        // A run that died between saving an epoch and dropping those before it has left them.
        let later = try context.checkpoints.epochs().filter { $0 >= found.epoch }
        try context.checkpoints.retain(Set(later + [watched.flatMap(history.best) ?? found.epoch]))
        context.log("resumed after epoch \(found.epoch)")
        // Whoever watches may not have heard of this epoch, or not have decided on it, when the work was cut off.
        guard let last = history.epochs.last, history.epochs.count == found.epoch else { return }
        context.report(progress(of: last, number: found.epoch, of: epochs))
    }

    private func restore(_ artifact: Artifact, epoch: Int) throws {
        let checkpoint = try TrainingCheckpoint(artifact: artifact)
        try model.restore(checkpoint.state)
        history = checkpoint.history
        modelEpoch = epoch
    }

    private func trainNextEpoch(of epochs: Int) throws {
        let number = history.epochs.count + 1
        if modelEpoch != number - 1 { try bringModel(to: number - 1) }
        let report = try step(number, of: epochs)
        var record = TrainingHistory.Epoch(loss: report.loss, learningRate: report.learningRate)
        // Not at the last epoch as such: what an epoch records must not depend on how many were asked for.
        if let validation, number % validation.every == 0, let evaluator {
            record.metrics = try validate(evaluator)
        }
        history.epochs.append(record)
        if definition.isIterative { try saveCheckpoint(number) }
        context.report(progress(of: record, number: number, of: epochs, rate: report.rate))
        let figures = points(of: record, number: number).map { "\($0.name) \($0.value)" }.joined(separator: "  ")
        context.log("epoch \(number)/\(epochs)  \(figures)")
    }

    /// One epoch's figures for whoever watches the run.
    private func progress(of record: TrainingHistory.Epoch, number: Int, of epochs: Int, rate: Double? = nil) -> StageProgress {
        let isIterative = definition.isIterative, points = points(of: record, number: number)
        return StageProgress(
            step: isIterative ? number : nil, total: isIterative ? epochs : nil, unit: "epoch",
            metrics: points.compactMap { point in point.step.map { StageProgress.Metric(point.name, step: $0, value: point.value) } },
            loss: record.loss, rate: rate)
    }

    /// What decides comes first: displays show one metric.
    private func points(of record: TrainingHistory.Epoch, number: Int) -> [MetricsFile.Point] {
        let all = TrainingOutcome.points(of: record, number: definition.isIterative ? number : nil)
        let metric = watched.map { "valid/\($0.name)" }
        return all.filter { $0.name == metric } + all.filter { $0.name != metric }
    }

    private func step(_ number: Int, of epochs: Int) throws -> EpochReport {
        let report = try model.trainEpoch(number) { progress in
            try context.checkCancellation()
            if !hasStepped {
                hasStepped = true
                context.log("first step after \((ContinuousClock.now - started).formatted)")
            }
            guard definition.isIterative else { return }
            context.report(
                StageProgress(
                    step: number > 1 ? number - 1 : nil, total: epochs, unit: "epoch",
                    fraction: (Double(number - 1) + Double(progress.batch) / Double(max(1, progress.batchCount))) / Double(epochs),
                    loss: progress.loss, rate: progress.samplesPerSecond))
        }
        modelEpoch = number
        return report
    }

    private func validate(_ evaluator: Evaluator) throws -> [String: Double] {
        let context = context
        let result = try evaluator.evaluate(
            try model.makeScorer(), predictsRatings: definition.kind(context.parameters) == .rating,
            threads: context.threads, isCancelled: { context.isCancelled })
        return Dictionary(uniqueKeysWithValues: result.metrics.map { ($0.name, $0.value) })
    }

    private func saveCheckpoint(_ number: Int) throws {
        let checkpoint = TrainingCheckpoint(history: history, state: model.state())
        try context.checkpoints.save(epoch: number, checkpoint.write)
        let best = watched.flatMap(history.best)
        try context.checkpoints.retain(Set([number, best ?? number]))
    }

    /// The state after an epoch: cached where it was kept, otherwise trained again (the same bits).
    private func bringModel(to epoch: Int) throws {
        guard modelEpoch != epoch else { return }
        let known = history
        if let kept = try context.checkpoints.artifact(epoch: epoch) {
            try restore(kept, epoch: epoch)
        } else if let found = try context.checkpoints.latest(upTo: epoch) {
            try restore(found.artifact, epoch: found.epoch)
        } else {
            try model.restore(try makeModel().state())
            modelEpoch = 0
        }
        while modelEpoch < epoch { _ = try step(modelEpoch + 1, of: epoch) }
        history = known
    }
}

extension EpochReport {
    /// Samples per second.
    fileprivate var rate: Double? { seconds > 0 ? Double(samples) / seconds : nil }
}
