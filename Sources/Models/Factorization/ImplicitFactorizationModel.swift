import Datasets
import Diagnostics
import Layers
import Parameters

/// What `bpr-mf` and `mf` with loss `bce` are while they learn: one sample after another, from positives and their negatives.
final class ImplicitFactorizationModel: TrainableModel {
    private let definition: any ModelDefinition.Type
    private let parameters: ParameterValue
    private let userCount: Int, itemCount: Int
    private let factorizer: ImplicitFactorizer
    private let arrays: [(name: String, storage: FactorStorage, shape: [Int])]

    init(
        definition: any ModelDefinition.Type, parameters: ParameterValue, loss: ImplicitFactorizer.Loss,
        options: ImplicitFactorizer.Options, data: TrainingData, seed: UInt64
    ) throws {
        try data.check(for: definition.id)
        (self.definition, self.parameters, userCount, itemCount) = (definition, parameters, data.userCount, data.itemCount)
        let factorizer = ImplicitFactorizer(
            loss, users: data.train.users, items: data.train.items, userCount: userCount, itemCount: itemCount, options: options,
            seed: seed)
        guard factorizer.positiveCount > 0 else {
            throw Failure(
                .invalidInput, "model '\(definition.id)' cannot sample negatives: every user has interacted with every item",
                hint: "use a model of ratings, or data with more items")
        }
        self.factorizer = factorizer
        let factors: [(String, FactorStorage, [Int])] = [
            ("user_factors", factorizer.userFactors, [userCount, options.factors]),
            ("item_factors", factorizer.itemFactors, [itemCount, options.factors]),
        ]
        let biases: [(String, FactorStorage, [Int])] =
            (options.usesItemBias ? [("item_bias", factorizer.itemBias, [itemCount])] : [])
            + (loss == .logistic ? [("user_bias", factorizer.userBias, [userCount]), ("global_bias", factorizer.bias, [])] : [])
        arrays = factors + biases
    }

    func trainEpoch(_ epoch: Int, report: (EpochProgress) throws -> Void) throws -> EpochReport {
        var meter = EpochMeter(epoch: epoch, batchCount: factorizer.blocksPerEpoch)
        factorizer.begin(epoch: epoch)
        while let (samples, sum) = factorizer.next() {
            guard sum.isFinite else {
                throw Divergence.failure(
                    definition.id, epoch: epoch, batch: meter.batch + 1, cause: firstNonFinite(), hint: "lower learning_rate")
            }
            try meter.add(loss: sum, samples: samples, report)
        }
        return try meter.finish(report)
    }

    private func firstNonFinite() -> NonFinite? {
        for array in arrays {
            let columns = array.shape.count > 1 ? array.shape[1] : 1
            if let found = NonFinite.first(in: array.storage, columns: columns, name: array.name, isTable: true) { return found }
        }
        return nil
    }

    func weights() -> [NamedTensor] { arrays.map { NamedTensor($0.name, $0.storage.array, shape: $0.shape) } }

    /// Plain gradient descent remembers nothing but the weights.
    func state() -> [NamedTensor] { weights() }

    func restore(_ state: [NamedTensor]) throws {
        let reader = TensorReader(state, model: definition.id)
        let values = try arrays.map { try reader.floats($0.name, shape: $0.shape) }
        for (array, values) in zip(arrays, values) { array.storage.assign(values) }
    }

    func makeScorer() throws -> any Scorer {
        try definition.makeScorer(weights: weights(), parameters: parameters, userCount: userCount, itemCount: itemCount)
    }
}
