import Datasets
import Diagnostics
import Layers
import Randomness

/// The training of every `GraphDefinition`: triples from a sampler, one step of the network each.
final class GraphModel<Definition: GraphDefinition>: TrainableModel {
    private let options: Definition.Options
    private let seed: UInt64
    private let weightsInUse: GraphWeights
    private let network: any GraphNetwork
    private let optimizer: Optimizer
    private let sampler: GraphPairSampler
    private let batch: GraphBatch

    init(options: Definition.Options, training: GraphTrainingOptions, data: TrainingData, seed: UInt64) throws {
        try data.check(for: Definition.id)
        (self.options, self.seed) = (options, seed)
        let graph = BipartiteGraph(
            users: data.train.users, items: data.train.items, userCount: data.userCount, itemCount: data.itemCount)
        sampler = GraphPairSampler(graph: graph, sampling: training.sampling, seed: seed)
        guard sampler.pairsPerEpoch > 0 else {
            throw Failure(
                .invalidInput, "model '\(Definition.id)' cannot sample negatives: every user has interacted with every item",
                hint: "use data with more items")
        }
        let loss = training.graphLoss(sampler)
        batch = GraphBatch(
            capacity: min(training.batchSize, sampler.pairsPerEpoch), graph: graph, hasNegatives: loss.hasNegatives)
        weightsInUse = GraphWeights(
            userCount: data.userCount, itemCount: data.itemCount, dimension: Definition.dimensions(options).embedding,
            Definition.initialization(options), seed: seed)
        network = Definition.network(
            options, training, graph: graph, weights: weightsInUse, batchCapacity: batch.capacity, loss: loss)
        optimizer = Optimizer(training.optimizer, schedule: training.schedule, parameters: network.parameters, tables: [])
        try training.schedule.check(stepsPerEpoch: (sampler.pairsPerEpoch + batch.capacity - 1) / batch.capacity)
    }

    func trainEpoch(_ epoch: Int, report: (EpochProgress) throws -> Void) throws -> EpochReport {
        sampler.begin(epoch: epoch)
        let batchCount = (sampler.pairsPerEpoch + batch.capacity - 1) / batch.capacity
        optimizer.beginEpoch(epoch, steps: batchCount)
        var random = RandomStream(seed: seed, purpose: "dropout", position: UInt64(epoch))
        var meter = EpochMeter(epoch: epoch, batchCount: batchCount)
        while true {
            let pairs = sampler.fill(batch)
            guard pairs > 0 else { break }
            let sum = network.evaluate(batch, random: &random)
            guard sum.isFinite else { throw divergence(epoch, batch: meter.batch + 1) }
            optimizer.takeStep()
            try meter.add(loss: sum, samples: pairs, report)
        }
        optimizer.endEpoch()
        guard network.firstNonFinite() == nil else { throw divergence(epoch, batch: meter.batch) }
        return try meter.finish(learningRate: optimizer.learningRate, report)
    }

    private func divergence(_ epoch: Int, batch: Int) -> Failure {
        Divergence.failure(
            Definition.id, epoch: epoch, batch: batch, cause: firstNonFiniteWeight() ?? network.firstNonFinite(),
            hint: "lower optimizer.learning_rate, or let it rise over schedule.warmup_steps")
    }

    /// By the names that `weights` gives them.
    private func firstNonFiniteWeight() -> NonFinite? {
        for weight in weightsInUse.named {
            for (index, value) in weight.values.enumerated() where !value.isFinite {
                let columns = weight.shape.last ?? 1
                return NonFinite(tensor: "weight '\(weight.name)'", row: index / columns, column: index % columns, value: value)
            }
        }
        return nil
    }

    /// What training continues from: embeddings before any propagation, and what else is learned.
    private var learned: [NamedTensor] { weightsInUse.named.map { NamedTensor($0.name, $0.values, shape: $0.shape) } }

    /// The final vectors, which score, beside the weights that they were computed from.
    func weights() -> [NamedTensor] { learned + finalVectors() }

    private func finalVectors() -> [NamedTensor] {
        let vectors = network.finalVectors(), columns = network.outputColumns
        let split = weightsInUse.userCount * columns
        return [
            NamedTensor("user_vectors", Array(vectors[..<split]), shape: [weightsInUse.userCount, columns]),
            NamedTensor("item_vectors", Array(vectors[split...]), shape: [weightsInUse.itemCount, columns]),
        ]
    }

    func state() -> [NamedTensor] {
        learned + optimizer.moments.map { NamedTensor("optimizer." + $0.name, $0.storage.array) }
            + [NamedTensor("optimizer.step", shape: [1], .int64([optimizer.step]))]
    }

    func restore(_ state: [NamedTensor]) throws {
        let reader = TensorReader(state, model: Definition.id)
        let step = try reader.int64s("optimizer.step", shape: [1])[0]
        let values = try learned.map { try reader.floats($0.name, shape: $0.shape) }
        let moments = try optimizer.moments.map { try reader.floats("optimizer." + $0.name, shape: [$0.storage.count]) }
        weightsInUse.assign(values)
        for (moment, values) in zip(optimizer.moments, moments) { moment.storage.assign(values) }
        optimizer.step = step
    }

    func makeScorer() throws -> any Scorer {
        try Definition.makeScorer(
            weights: finalVectors(), parameters: options.parameterValue, userCount: weightsInUse.userCount,
            itemCount: weightsInUse.itemCount)
    }
}
