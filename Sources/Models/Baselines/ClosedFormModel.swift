import Datasets
import Diagnostics
import Parameters

/// A model that one call fits: its weights are its state.
final class ClosedFormModel: TrainableModel {
    private let definition: any ModelDefinition.Type
    private let parameters: ParameterValue
    private let data: TrainingData
    private let fit: (TrainingData) throws -> [NamedTensor]
    private var fitted: [NamedTensor] = []

    init(
        definition: any ModelDefinition.Type, parameters: ParameterValue, data: TrainingData,
        fit: @escaping (TrainingData) throws -> [NamedTensor]
    ) {
        self.definition = definition
        self.parameters = parameters
        self.data = data
        self.fit = fit
    }

    func trainEpoch(_ epoch: Int, report: (EpochProgress) throws -> Void) throws -> EpochReport {
        let watch = Stopwatch()
        fitted = try fit(data)
        let rate = Double(data.train.count) / max(watch.seconds, 1e-9)
        try report(EpochProgress(epoch: epoch, batch: 1, batchCount: 1, loss: 0, samplesPerSecond: rate))
        return EpochReport(loss: nil, samples: data.train.count, seconds: watch.seconds)
    }

    func state() -> [NamedTensor] { fitted }

    func restore(_ state: [NamedTensor]) throws {
        _ = try definition.makeScorer(weights: state, parameters: parameters, userCount: data.userCount, itemCount: data.itemCount)
        fitted = state
    }

    func weights() -> [NamedTensor] { fitted }

    func makeScorer() throws -> any Scorer {
        guard !fitted.isEmpty else { throw Failure(.internalError, "model '\(definition.id)' was asked to score before it was fitted") }
        return try definition.makeScorer(
            weights: fitted, parameters: parameters, userCount: data.userCount, itemCount: data.itemCount)
    }
}
