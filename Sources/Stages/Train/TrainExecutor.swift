import Datasets
import Diagnostics
import Engine
import Evaluation
import Models
import Parameters
import Safetensors

/// Trains one model: resumes from the last cached epoch, validates, stops early, keeps the selected weights.
struct TrainExecutor: StageExecutor {
    let model: any ModelDefinition.Type

    var foreignWork: ForeignWork? { model.callsForeignCode ? ForeignWork(TrainStage.id, .string(model.id)) : nil }

    func execute(_ context: StageContext) throws {
        let started = ContinuousClock.now
        let options = try TrainingOptions(resolved: context.parameters)
        let split = try SplitFiles.read { try context.artifact("split").path($0) }
        try checkRatings(split.train, hasRatings: split.hasRatings, context)
        let session = try TrainingSession(
            context: context, definition: model, makeModel: { try makeModel(context, split) },
            validation: try ValidationPlan(optional: context.parameters["validation"]),
            options: options, split: split, started: started)
        try session.prepareValidation()
        context.log("ready to train after \((ContinuousClock.now - started).formatted) of reading and preparing")
        let outcome = try session.run(epochs: model.isIterative ? options.epochs ?? model.defaultEpochs : 1)
        try write(outcome, split: split, context: context)
    }

    /// A model that predicts ratings learns nothing where there are none: each is 1, and predicting 1 is perfect.
    private func checkRatings(_ train: Interactions, hasRatings: Bool, _ context: StageContext) throws {
        guard try model.kind(context.parameters) == .rating else { return }
        guard hasRatings else {
            throw Failure(
                .invalidInput, "model '\(model.id)' predicts ratings with these parameters, and the data has none: each would be 1",
                hint: "name the column of ratings in ingest (`rating: …`), or choose a loss or a model for implicit feedback")
        }
        guard let first = train.ratings.first, train.ratings.allSatisfy({ $0 == first }) else { return }
        context.warn(
            .warning(
                "all \(train.count) training ratings are \(first): there is nothing to learn about ratings",
                hint: "is it the column of ratings? for implicit feedback, choose another loss or model", kind: "constant_ratings"))
    }

    private func makeModel(_ context: StageContext, _ split: DataSplit) throws -> any TrainableModel {
        var data = TrainingData(train: split.train, userCount: split.userCount, itemCount: split.itemCount)
        if context.node.inputs.contains(where: { $0.name == "encode" }) {
            let features = try FeaturesFile.read(path: try context.artifact("encode").path(FeaturesFile.name))
            if model.userFeatures != .none { data.userFeatures = features.user }
            if model.itemFeatures != .none { data.itemFeatures = features.item }
        }
        if context.node.inputs.contains(where: { $0.name == "documents" }) {
            data.documents = try DocumentsFile.read { try context.artifact("documents").path($0) }
        }
        data.pretrained = try Pretraining.read(for: model, context)
        return try model.make(parameters: context.parameters, data: data, seed: context.seed ?? 0)
    }

    private func write(_ outcome: TrainingOutcome, split: DataSplit, context: StageContext) throws {
        let weights = WeightsFile(
            model: model.id, parameters: modelParameters(context.parameters), userCount: split.userCount, itemCount: split.itemCount,
            epoch: outcome.epoch, tensors: outcome.weights)
        try context.writeFile(WeightsFile.name, weights.write)
        try context.writeFile(MetricsFile.name) { try $0(try MetricsFile.encode(outcome.points(isIterative: model.isIterative))) }
    }

    /// Only what scoring may ask for: equal weights then are equal files, whatever the budget was.
    private func modelParameters(_ parameters: ParameterValue) -> ParameterValue {
        let names = Set(model.fields.map(\.name))
        guard case .record(let record) = parameters else { return parameters }
        return .record(record.fields.filter { names.contains($0.name) })
    }
}

struct TrainingOutcome {
    var history: TrainingHistory
    /// The epoch whose weights these are, and the last that was trained.
    var epoch: Int
    var lastEpoch: Int
    var weights: [NamedTensor]

    func points(isIterative: Bool) -> [MetricsFile.Point] {
        var points: [MetricsFile.Point] = []
        for (index, epoch) in history.epochs.prefix(lastEpoch).enumerated() {
            points += Self.points(of: epoch, number: isIterative ? index + 1 : nil)
        }
        if isIterative {
            points.append(MetricsFile.Point("train/best_epoch", Double(epoch)))
            points.append(MetricsFile.Point("train/epochs_trained", Double(lastEpoch)))
        }
        return points
    }

    static func points(of epoch: TrainingHistory.Epoch, number: Int?) -> [MetricsFile.Point] {
        (epoch.loss.map { [MetricsFile.Point("train/loss", step: number, $0)] } ?? [])
            + (epoch.learningRate.map { [MetricsFile.Point("train/learning_rate", step: number, $0)] } ?? [])
            + epoch.metrics.sorted { $0.key < $1.key }.map { MetricsFile.Point("valid/\($0.key)", step: number, $0.value) }
    }
}
