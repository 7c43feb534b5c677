import Datasets
import Diagnostics
import Layers
import Randomness
import Tensor

/// The training of `DeepCooperativeNetwork`.
final class DeepCooperativeModel: TrainableModel {
    private let options: DeepCooperativeParameters
    private let data: TrainingData
    private let documents: ReviewDocuments
    private let seed: UInt64
    private let offset: Float
    private let range: [Float]
    private let biases: DampedBiases?
    private let store: WeightStore
    private let layers: DeepCooperativeLayers
    private let loss: SquaredError
    private let optimizer: Optimizer
    private var order: [Int32] = []
    /// The slot of a document that is already in the batch, by user or item; of those that leave nothing out.
    private var slots: [ReviewDocuments.Side: [Int32: Int32]] = [:]

    init(options: DeepCooperativeParameters, data: TrainingData, seed: UInt64) throws {
        try data.check(for: DeepCooperativeNetwork.id)
        try data.checkRatings(for: DeepCooperativeNetwork.id)
        documents = try Self.documents(of: data)
        (self.options, self.data, self.seed) = (options, data, seed)
        let ratings = data.train.ratings
        offset = Float(ratings.reduce(0.0) { $0 + Double($1) } / Double(ratings.count))
        range = [ratings.min() ?? 0, ratings.max() ?? 0]
        biases =
            options.biases == .damped ? DampedBiases(data, user: options.userRegularization, item: options.itemRegularization) : nil
        store = WeightStore(seed: seed)
        layers = DeepCooperativeLayers(
            options, documents, userCount: data.userCount, itemCount: data.itemCount, batch: min(options.batchSize, ratings.count),
            weights: store)
        loss = SquaredError(layers.scores, targets: layers.network.targets, offset: offset)
        optimizer = Optimizer(
            options.optimizer, weightDecay: options.weightDecay, clip: options.clipGradient, schedule: options.schedule,
            network: layers.network)
        try options.schedule.check(stepsPerEpoch: batchCount)
    }

    private static func documents(of data: TrainingData) throws -> ReviewDocuments {
        guard let documents = data.documents else {
            throw Failure(
                .invalidInput, "model '\(DeepCooperativeNetwork.id)' reads documents, and there are none",
                hint: "add encode: {encoder: documents}")
        }
        guard documents.isValid(userCount: data.userCount, itemCount: data.itemCount, interactionCount: data.train.count) else {
            throw Failure(.invalidInput, "the documents do not belong to the split", hint: "run the encode stage again with --force encode")
        }
        return documents
    }

    private var batchCount: Int { (data.train.count + layers.network.capacity - 1) / layers.network.capacity }

    func trainEpoch(_ epoch: Int, report: (EpochProgress) throws -> Void) throws -> EpochReport {
        order = shuffledOrder(count: data.train.count, seed: seed, epoch: epoch, reusing: order)
        optimizer.beginEpoch(epoch, steps: batchCount)
        var random = RandomStream(seed: seed, purpose: "dropout", position: UInt64(epoch))
        var meter = EpochMeter(epoch: epoch, batchCount: batchCount)
        for first in stride(from: 0, to: order.count, by: layers.network.capacity) {
            let rows = min(layers.network.capacity, order.count - first)
            fill(first..<first + rows)
            layers.network.drawMasks(&random)
            layers.network.forward(rows: rows)
            let sum = loss.evaluate(rows: rows)
            guard sum.isFinite, step(rows: rows) else {
                throw Divergence.failure(
                    DeepCooperativeNetwork.id, epoch: epoch, batch: meter.batch + 1, cause: layers.network.firstNonFinite(rows: rows))
            }
            try meter.add(loss: sum, samples: rows, report)
        }
        optimizer.endEpoch()
        if let cause = layers.network.firstNonFiniteWeight() {
            throw Divergence.failure(DeepCooperativeNetwork.id, epoch: epoch, batch: meter.batch, cause: cause)
        }
        return try meter.finish(learningRate: optimizer.learningRate, report)
    }

    private func step(rows: Int) -> Bool {
        layers.network.backward(rows: rows)
        return optimizer.takeStep()
    }

    /// The batch at these positions of the epoch's order.
    private func fill(_ positions: Range<Int>) {
        let network = layers.network, train = data.train
        for (place, position) in positions.enumerated() {
            let row = Int(order[position])
            network.users.pointer[place] = train.users[row]
            network.items.pointer[place] = train.items[row]
            network.targets.values[place] = train.ratings[row]
            if let biases, let pair = layers.biases {
                (pair.values[2 * place], pair.values[2 * place + 1]) = biases[row]
            }
        }
        for (side, batch) in layers.documents {
            fill(batch, side, side == .user ? train.users : train.items, positions)
        }
    }

    private func fill(_ batch: DocumentBatch, _ side: ReviewDocuments.Side, _ column: [Int32], _ positions: Range<Int>) {
        slots[side]?.removeAll(keepingCapacity: true)
        batch.begin()
        for (place, position) in positions.enumerated() {
            let row = Int(order[position]), index = column[row], own = documents.ownReviews[row]
            if own < 0, let known = slots[side]?[index] {
                batch.slots.pointer[place] = known
                continue
            }
            let slot = batch.add { documents.append(side, Int(index), without: own, to: &$0) }
            batch.slots.pointer[place] = slot
            if own < 0 { slots[side, default: [:]][index] = slot }
        }
        batch.finish()
    }

    private var learned: GradientState { GradientState(store: store, optimizer: optimizer) }

    /// The document vectors of all users and items stand for the texts.
    func weights() -> [NamedTensor] {
        let vectors = DocumentVectors(options, documents, weights: store)
        var tensors = [
            NamedTensor(
                DeepCooperativeNetwork.userVectors, vectors.vectors(.user, documents.documents(.user)),
                shape: [data.userCount, options.vectorSize]),
            NamedTensor(
                DeepCooperativeNetwork.itemVectors, vectors.vectors(.item, documents.documents(.item)),
                shape: [data.itemCount, options.vectorSize]),
        ]
        if let biases {
            tensors.append(NamedTensor(DeepCooperativeNetwork.userBiases, biases.users, shape: [data.userCount, 1]))
            tensors.append(NamedTensor(DeepCooperativeNetwork.itemBiases, biases.items, shape: [data.itemCount, 1]))
        }
        return tensors + learned.weights + [NamedTensor("offset", [offset], shape: []), NamedTensor("rating_range", range)]
    }

    func state() -> [NamedTensor] { learned.tensors() }

    func restore(_ state: [NamedTensor]) throws {
        try learned.restore(state, model: DeepCooperativeNetwork.id)
        layers.network.clearGradients()
    }

    func makeScorer() throws -> any Scorer {
        DeepCooperativeScorer(options, weights(), offset: offset, range: range, userCount: data.userCount, itemCount: data.itemCount)
    }
}
