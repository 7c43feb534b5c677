import Datasets

/// A model while it learns. The train stage calls `trainEpoch` with 1, 2, 3, …, or `restore` with the state after epoch n and then
/// n + 1; both ways end in the same bits. One thread at a time. Nothing here knows of stores, paths or early stopping.
public protocol TrainableModel: AnyObject {
    /// One pass over the training data. `report` is called now and then (not more than about 50 times a second, and once at the end
    /// of the epoch); what it throws stops the epoch and comes out of this call, after which only `restore` makes the model usable again.
    /// Throws `Failure(.stageFailed)` when the loss or a weight is NaN or infinite, naming model, epoch, batch and tensor.
    func trainEpoch(_ epoch: Int, report: (EpochProgress) throws -> Void) throws -> EpochReport

    /// Everything that the next epoch needs: weights, optimizer moments, step counters. Random numbers need no state, being keyed by epoch.
    func state() -> [NamedTensor]

    /// Throws `Failure(.invalidInput)` where a tensor is missing or has another shape.
    func restore(_ state: [NamedTensor]) throws

    /// What scoring needs: the input of `ModelDefinition.makeScorer`.
    func weights() -> [NamedTensor]

    /// A scorer over a copy of the weights as they are now; training may go on beside it. Calls of it compute on the calling thread; callers bring the threads.
    func makeScorer() throws -> any Scorer
}

/// Where an epoch is.
public struct EpochProgress: Hashable, Sendable {
    public var epoch: Int
    /// Batches done, of `batchCount`.
    public var batch: Int
    public var batchCount: Int
    /// Mean loss per sample of this epoch so far.
    public var loss: Double
    public var samplesPerSecond: Double

    public init(epoch: Int, batch: Int, batchCount: Int, loss: Double, samplesPerSecond: Double) {
        self.epoch = epoch
        self.batch = batch
        self.batchCount = batchCount
        self.loss = loss
        self.samplesPerSecond = samplesPerSecond
    }
}

public struct EpochReport: Hashable, Sendable {
    /// Mean training loss per sample, without regularization terms; nil for models that have none.
    public var loss: Double?
    /// Samples seen: positives and negatives, pairs, or ratings.
    public var samples: Int
    public var seconds: Double
    /// The learning rate of the epoch's last step; nil for models that have none.
    public var learningRate: Double?

    public init(loss: Double?, samples: Int, seconds: Double, learningRate: Double? = nil) {
        self.learningRate = learningRate
        self.loss = loss
        self.samples = samples
        self.seconds = seconds
    }
}
