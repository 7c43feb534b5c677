import Layers
import Parameters

/// What models on the user–item graph minimise; see `GraphLoss`.
public enum GraphLossChoice: String, ParameterChoice, Sendable {
    case bpr
    case sampledSoftmax = "sampled_softmax"
}

/// Hyperparameters of training that models on the user–item graph share, beside their own, in the same block of the spec.
public struct GraphTrainingOptions: ParameterRecord, Hashable {
    public var loss = GraphLossChoice.bpr
    public var temperature = 0.1
    public var logQCorrection = true
    public var batchSize = 2048
    public var regularization = 1e-4
    public var sampling = PairSampling.users
    public var optimizer = OptimizerOptions.adam(AdamOptions())
    public var schedule = LearningRateSchedule.constant

    public init() {}

    public static let fields: [Field<Self>] = [
        Field(
            "loss", \.loss,
            "bpr: dot products of a positive and a negative; sampled_softmax: cosines of the user with the batch's positives, but those that "
                + "the user has"),
        Field("temperature", \.temperature, in: .positive, "sampled_softmax: cosines are divided by it; bpr has none"),
        Field(
            "log_q_correction", \.logQCorrection,
            "sampled_softmax: subtract ln Q of an item from its scores while training, so that popular items are not punished for being "
                + "drawn more often; bpr has none"),
        Field("batch_size", \.batchSize, in: 1...1_048_576, "(user, positive, negative) triples of one step; pairs with sampled_softmax"),
        Field(
            "regularization", \.regularization, in: .nonNegative,
            "λ of λ/2 (|u|² + |i|² + |j|²) on the initial embeddings of a triple (or of a pair), the mean over the batch"),
        Field(
            "sampling", \.sampling,
            "users: as many triples an epoch as there are interactions, each of a user drawn uniformly and one of their items, as in the "
                + "authors' code; interactions: each interaction once an epoch"),
        Field("optimizer", \.optimizer, "how weights follow gradients; through the graph every node has one, so none is updated lazily"),
        Field("schedule", \.schedule, "how the learning rate changes while training"),
    ]

    func graphLoss(_ sampler: GraphPairSampler) -> GraphLoss {
        switch loss {
        case .bpr: .pairwise
        case .sampledSoftmax:
            .sampledSoftmax(temperature: temperature, logProbabilities: logQCorrection ? sampler.logProbabilities : nil)
        }
    }
}
