import Datasets
import Diagnostics
import Layers

/// `mf` while it learns.
final class FactorizationModel: TrainableModel {
    private let options: MatrixFactorizationParameters
    private let userCount: Int, itemCount: Int
    private let seed: UInt64
    private let mean: Float
    private let factorizer: Factorizer
    /// Ratings between two looks at the loss and the clock.
    private static let chunk = 8192

    init(options: MatrixFactorizationParameters, data: TrainingData, seed: UInt64) throws {
        try data.check(for: MatrixFactorization.id)
        try data.checkRatings(for: MatrixFactorization.id)
        (self.options, self.seed, userCount, itemCount) = (options, seed, data.userCount, data.itemCount)
        mean = Float(data.train.ratings.reduce(0.0) { $0 + Double($1) } / Double(data.train.count))
        factorizer = Factorizer(
            users: data.train.users, items: data.train.items, ratings: data.train.ratings, userCount: userCount, itemCount: itemCount,
            factors: options.factors, deviation: options.initStd, mean: mean, learningRate: options.learningRate,
            biasRegularization: options.biasRegularization ?? options.regularization, factorRegularization: options.regularization,
            seed: seed)
    }

    func trainEpoch(_ epoch: Int, report: (EpochProgress) throws -> Void) throws -> EpochReport {
        var meter = EpochMeter(epoch: epoch, batchCount: (factorizer.count + Self.chunk - 1) / Self.chunk)
        factorizer.begin(epoch: epoch, seed: seed)
        for start in stride(from: 0, to: factorizer.count, by: Self.chunk) {
            let range = start..<min(start + Self.chunk, factorizer.count)
            let sum = factorizer.update(range)
            guard sum.isFinite else {
                throw Divergence.failure(
                    MatrixFactorization.id, epoch: epoch, batch: meter.batch + 1, cause: firstNonFinite(), hint: "lower learning_rate")
            }
            try meter.add(loss: sum, samples: range.count, report)
        }
        return try meter.finish(report)
    }

    private func firstNonFinite() -> NonFinite? {
        for array in arrays {
            if let found = NonFinite.first(
                in: array.storage, columns: array.shape.count > 1 ? array.shape[1] : 1, name: array.name, isTable: true)
            {
                return found
            }
        }
        return nil
    }

    private var arrays: [(name: String, storage: FactorStorage, shape: [Int])] {
        [
            ("user_factors", factorizer.userFactors, [userCount, options.factors]),
            ("item_factors", factorizer.itemFactors, [itemCount, options.factors]),
            ("user_bias", factorizer.userBias, [userCount]), ("item_bias", factorizer.itemBias, [itemCount]),
        ]
    }

    func weights() -> [NamedTensor] {
        arrays.map { NamedTensor($0.name, $0.storage.array, shape: $0.shape) } + [NamedTensor("global_mean", [mean], shape: [])]
    }

    /// Plain gradient descent remembers nothing but the weights.
    func state() -> [NamedTensor] { weights() }

    func restore(_ state: [NamedTensor]) throws {
        let reader = TensorReader(state, model: MatrixFactorization.id)
        let values = try arrays.map { try reader.floats($0.name, shape: $0.shape) }
        for (array, values) in zip(arrays, values) { array.storage.assign(values) }
    }

    func makeScorer() throws -> any Scorer {
        try MatrixFactorization.makeScorer(
            weights: weights(), parameters: options.parameterValue, userCount: userCount, itemCount: itemCount)
    }
}
