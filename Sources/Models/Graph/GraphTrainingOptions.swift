import Layers
import Parameters

/// Hyperparameters of training that models on the user–item graph share, beside their own, in the same block of the spec.
public struct GraphTrainingOptions: ParameterRecord, Hashable {
    public var batchSize = 2048
    public var regularization = 1e-4
    public var sampling = PairSampling.users
    public var optimizer = OptimizerOptions.adam(AdamOptions())
    public var schedule = LearningRateSchedule.constant

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("batch_size", \.batchSize, in: 1...1_048_576, "(user, positive, negative) triples of one step"),
        Field(
            "regularization", \.regularization, in: .nonNegative,
            "λ of λ/2 (|u|² + |i|² + |j|²) on the initial embeddings of a triple, the mean over the batch"),
        Field(
            "sampling", \.sampling,
            "users: as many triples an epoch as there are interactions, each of a user drawn uniformly and one of their items, as in the "
                + "authors' code; interactions: each interaction once an epoch"),
        Field("optimizer", \.optimizer, "how weights follow gradients; through the graph every node has one, so none is updated lazily"),
        Field("schedule", \.schedule, "how the learning rate changes while training"),
    ]
}
