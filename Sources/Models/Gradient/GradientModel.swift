import Datasets
import Diagnostics
import Layers
import Randomness

/// The training of every `GradientDefinition`: batches from a sampler, one step of the network each.
final class GradientModel<Definition: GradientDefinition>: TrainableModel {
    private let options: Definition.Options
    private let data: (userCount: Int, itemCount: Int)
    private let features: PairFeatures
    private let seed: UInt64
    private let offset: Float
    private let store: WeightStore
    private let network: Network
    private let loss: any LossFunction
    private let optimizer: Optimizer
    private let sampler: any BatchSampler

    init(options: Definition.Options, training: GradientTrainingOptions, data: TrainingData, seed: UInt64) throws {
        try training.validate()
        try data.check(for: Definition.id)
        if training.loss == .mse { try data.checkRatings(for: Definition.id) }
        self.options = options
        self.data = (data.userCount, data.itemCount)
        var features = try Definition.inputs(data)
        features.history = Definition.historyLength(options).map { UserHistory(data, length: $0) }
        self.features = features
        self.seed = seed
        let distribution = training.distribution(items: data.train.items, itemCount: data.itemCount)
        sampler = try Self.sampler(training, data, distribution, seed)
        let usesOffset = training.meanOffset ?? (training.loss == .mse)
        offset = usesOffset ? Float(data.train.ratings.reduce(0.0) { $0 + Double($1) } / Double(data.train.count)) : 0
        store = WeightStore(seed: seed)
        let group = training.rowsPerSample
        network = Network(batch: min(training.batchSize * group, sampler.rowsPerEpoch), group: max(2, group), weights: store)
        let scores = Definition.build(network, options, features: features, userCount: data.userCount, itemCount: data.itemCount)
        try Self.assign(Definition.initialWeights(options, data), to: store)
        loss = network.loss(
            training.loss, on: scores, offset: offset, negatives: training.negativesPerPositive, distribution: distribution)
        optimizer = Optimizer(
            training.optimizer, weightDecay: training.weightDecay, clip: training.clipGradient, schedule: training.schedule,
            network: network)
        try training.schedule.check(stepsPerEpoch: batchCount)
    }

    private static func assign(_ weights: [NamedTensor], to store: WeightStore) throws {
        guard !weights.isEmpty else { return }
        let reader = TensorReader(weights, model: Definition.id)
        for entry in store.entries {
            entry.storage.assign(try reader.floats(entry.name, shape: entry.shape))
        }
    }

    private static func sampler(
        _ training: GradientTrainingOptions, _ data: TrainingData, _ distribution: ItemDistribution?, _ seed: UInt64
    ) throws -> any BatchSampler {
        let train = data.train
        guard training.loss != .mse else {
            return RatingSampler(users: train.users, items: train.items, ratings: train.ratings, seed: seed)
        }
        let sampler = NegativeSampler(
            users: train.users, items: train.items, userCount: data.userCount, itemCount: data.itemCount,
            negatives: training.negativesPerPositive, layout: training.loss == .bpr ? .pairwise : .pointwise,
            distribution: distribution, seed: seed)
        guard sampler.positiveCount > 0 else {
            throw Failure(
                .invalidInput, "model '\(Definition.id)' cannot sample negatives: every user has interacted with every item",
                hint: "use loss: mse, or data with more items")
        }
        return sampler
    }

    private var batchCount: Int { (sampler.rowsPerEpoch + network.batchCapacity - 1) / network.batchCapacity }

    func trainEpoch(_ epoch: Int, report: (EpochProgress) throws -> Void) throws -> EpochReport {
        sampler.begin(epoch: epoch)
        optimizer.beginEpoch(epoch, steps: batchCount)
        var random = RandomStream(seed: seed, purpose: "dropout", position: UInt64(epoch))
        let batch = network.batchCapacity
        var meter = EpochMeter(epoch: epoch, batchCount: batchCount)
        for first in stride(from: 0, to: sampler.rowsPerEpoch, by: batch) {
            let rows = min(batch, sampler.rowsPerEpoch - first)
            let sum = network.step(rows: rows, from: sampler, loss: loss, optimizer: optimizer, random: &random)
            guard sum.isFinite else {
                throw Divergence.failure(
                    Definition.id, epoch: epoch, batch: meter.batch + 1, cause: network.firstNonFinite(rows: network.lastRows))
            }
            try meter.add(loss: sum, samples: loss.samples(rows: rows), report)
        }
        optimizer.endEpoch()
        if let cause = network.firstNonFiniteWeight() {
            throw Divergence.failure(Definition.id, epoch: epoch, batch: meter.batch, cause: cause)
        }
        return try meter.finish(learningRate: optimizer.learningRate, report)
    }

    private var learned: GradientState { GradientState(store: store, optimizer: optimizer) }

    private var offsetTensor: NamedTensor { NamedTensor("offset", [offset], shape: []) }

    func weights() -> [NamedTensor] { learned.weights + [offsetTensor] + features.tensors }

    func state() -> [NamedTensor] { learned.tensors([offsetTensor]) }

    func restore(_ state: [NamedTensor]) throws {
        try learned.restore(state, model: Definition.id)
        network.clearGradients()
    }

    func makeScorer() throws -> any Scorer {
        try Definition.scorer(weights(), options, offset: offset, userCount: data.userCount, itemCount: data.itemCount)
    }
}
