import Datasets
import Diagnostics
import Layers
import Randomness
import Tensor

/// The training of `TwoTower`: both towers forward, the loss over all columns of the batch, both backward, one step.
final class TwoTowerModel: TrainableModel {
    private let shape: TowerShape
    private let seed: UInt64
    private let store: WeightStore
    private let history: UserHistory
    private let towers: TowerPair
    private let loss: ColumnLoss
    private let optimizer: Optimizer
    private let sampler: ColumnSampler
    /// ln Q by item, and of the columns of the batch; empty without correction.
    private let logQ: [Float]
    private let correction: Storage

    init(options: TwoTowerParameters, data: TrainingData, seed: UInt64) throws {
        try options.validate()
        try data.check(for: TwoTower.id)
        let train = data.train
        let known = SeenItems(train, userCount: data.userCount)
        guard (0..<data.userCount).contains(where: { !known[$0].isEmpty && known[$0].count < data.itemCount }) else {
            throw Failure(
                .invalidInput, "model '\(TwoTower.id)' has no negatives: every user has interacted with every item",
                hint: "use data with more items")
        }
        self.seed = seed
        shape = try TowerShape(options, data)
        store = WeightStore(seed: seed)
        history = UserHistory(data, length: options.history)
        sampler = ColumnSampler(
            users: train.users, items: train.items, batch: options.batchSize, sampled: options.negatives,
            distribution: options.negativeSampling.distribution(items: train.items, itemCount: data.itemCount), seed: seed)
        let columns = sampler.batch + options.negatives
        towers = TowerPair(shape, rows: sampler.batch, columns: columns, weights: store, isTraining: true)
        let isCorrected = options.loss == .sampledSoftmax && options.logQCorrection
        logQ = isCorrected ? sampler.logProbabilities(itemCount: data.itemCount, isInBatch: options.inBatch) : []
        correction = Storage(count: isCorrected ? columns : 0)
        loss = ColumnLoss(
            options.loss.kind, towers.userVectors, towers.itemVectors, users: towers.user.users, items: towers.item.items,
            known: KnownItems(lists: IndexLists(offsets: known.offsets, values: known.items), itemCount: data.itemCount),
            scale: options.scale, correction: isCorrected ? correction : nil, isInBatch: options.inBatch, hardest: options.hardNegatives)
        optimizer = Optimizer(
            options.optimizer, weightDecay: options.weightDecay, clip: options.clipGradient, schedule: options.schedule,
            parameters: towers.parameters, tables: towers.tables)
        try options.schedule.check(stepsPerEpoch: sampler.batchCount)
    }

    func trainEpoch(_ epoch: Int, report: (EpochProgress) throws -> Void) throws -> EpochReport {
        sampler.begin(epoch: epoch)
        optimizer.beginEpoch(epoch, steps: sampler.batchCount)
        var random = RandomStream(seed: seed, purpose: "dropout", position: UInt64(epoch))
        var meter = EpochMeter(epoch: epoch, batchCount: sampler.batchCount)
        while true {
            let rows = sampler.fill(users: towers.user.users, columns: towers.item.items)
            guard rows > 0 else { break }
            let sum = step(rows: rows, &random)
            guard sum.isFinite else { throw divergence(epoch: epoch, batch: meter.batch + 1, rows: rows) }
            try meter.add(loss: sum, samples: rows, report)
        }
        optimizer.endEpoch()
        if let cause = towers.user.firstNonFiniteWeight() ?? towers.item.firstNonFiniteWeight() {
            throw Divergence.failure(TwoTower.id, epoch: epoch, batch: meter.batch, cause: cause)
        }
        return try meter.finish(learningRate: optimizer.learningRate, report)
    }

    /// The sum of the batch's losses, NaN where the gradient is not finite (which is noticed with clipping); when it is not finite the weights are left as they were.
    private func step(rows: Int, _ random: inout RandomStream) -> Double {
        let columns = rows + shape.options.negatives, items = towers.item.items
        history.fill(towers.lists, users: towers.user.users, targets: items, rows: rows)
        for column in 0..<(logQ.isEmpty ? 0 : columns) { correction.pointer[column] = logQ[Int(items.pointer[column])] }
        towers.user.drawMasks(&random)
        towers.item.drawMasks(&random)
        towers.user.forward(rows: rows)
        towers.item.forward(rows: columns)
        loss.columns = columns
        let sum = loss.evaluate(rows: rows)
        guard sum.isFinite else { return sum }
        towers.user.backward(rows: rows)
        towers.item.backward(rows: columns)
        return optimizer.takeStep() ? sum : .nan
    }

    private func divergence(epoch: Int, batch: Int, rows: Int) -> Failure {
        let cause =
            towers.user.firstNonFiniteWeight() ?? towers.item.firstNonFiniteWeight() ?? towers.user.firstNonFinite(rows: rows)
            ?? towers.item.firstNonFinite(rows: rows + shape.options.negatives)
        return Divergence.failure(TwoTower.id, epoch: epoch, batch: batch, cause: cause)
    }

    private var learned: GradientState { GradientState(store: store, optimizer: optimizer) }

    func weights() -> [NamedTensor] {
        let vectors = shape.vectors(weights: store, history: history), size = shape.options.vectorSize
        return [
            NamedTensor(TwoTower.userVectors, vectors.users, shape: [shape.userCount, size]),
            NamedTensor(TwoTower.itemVectors, vectors.items, shape: [shape.itemCount, size]),
        ] + learned.weights
    }

    func state() -> [NamedTensor] { learned.tensors() }

    func restore(_ state: [NamedTensor]) throws {
        try learned.restore(state, model: TwoTower.id)
        towers.user.clearGradients()
        towers.item.clearGradients()
    }

    func makeScorer() throws -> any Scorer {
        let vectors = shape.vectors(weights: store, history: history)
        return TwoTower.scorer(users: vectors.users, items: vectors.items, shape.options)
    }
}

extension TowerLoss {
    fileprivate var kind: ColumnLoss.Kind {
        switch self {
        case .sampledSoftmax: .softmax
        case .bpr: .bpr
        case .bce: .bce
        }
    }
}
