import Datasets
import Diagnostics
import Layers
import Parameters

/// A model that is a network over (user, item) pairs. It says which layers there are and how trained weights score; sampling, loss,
/// optimizer and training loop are shared.
protocol GradientDefinition: ModelDefinition {
    associatedtype Options: ParameterRecord
    /// What the network reads beside the pairs: part of the weights, since scoring needs it.
    static func inputs(_ data: TrainingData) throws -> PairFeatures
    /// Adds the layers to the network; gives its scores, B × 1 (logits for bce).
    static func build(_ network: Network, _ options: Options, userCount: Int, itemCount: Int) -> Network.Layer
    /// The same for models of features, whose networks read `features` too: fields of users and items that the spec encodes.
    static func build(
        _ network: Network, _ options: Options, features: PairFeatures, userCount: Int, itemCount: Int
    ) -> Network.Layer
    /// All weights of the network, made of those of pretrained models, to start from instead of random ones; empty for random ones.
    static func initialWeights(_ options: Options, _ data: TrainingData) throws -> [NamedTensor]
    /// How many of the user's last items the network reads (`PairFeatures.history`); nil: none.
    static func historyLength(_ options: Options) -> Int?
    static func scorer(
        _ weights: [NamedTensor], _ options: Options, offset: Float, userCount: Int, itemCount: Int
    ) throws -> any Scorer
    /// How to score all items for a user by panels of items, without `offset`; nil where pairs go through the network. The weights have been
    /// checked.
    static func panels(_ weights: WeightStore, _ options: Options, userCount: Int, itemCount: Int) -> PanelScores?
}

extension GradientDefinition {
    /// The features that the model declares to read.
    static func inputs(_ data: TrainingData) throws -> PairFeatures { readsFeatures ? try PairFeatures(data) : PairFeatures() }

    static func panels(_ weights: WeightStore, _ options: Options, userCount: Int, itemCount: Int) -> PanelScores? { nil }

    static func build(
        _ network: Network, _ options: Options, features: PairFeatures, userCount: Int, itemCount: Int
    ) -> Network.Layer {
        build(network, options, userCount: userCount, itemCount: itemCount)
    }

    public static var fields: [FieldDeclaration] { Options.declarations + GradientTrainingOptions.declarations }

    static func initialWeights(_ options: Options, _ data: TrainingData) throws -> [NamedTensor] { [] }

    static func historyLength(_ options: Options) -> Int? { nil }

    public static func kind(_ parameters: ParameterValue) throws -> ModelKind {
        try GradientTrainingOptions(resolved: parameters).kind
    }

    public static func validate(_ parameters: ParameterValue) throws {
        try GradientTrainingOptions(resolved: parameters).validate()
    }

    public static func complete(_ parameters: inout ParameterValue) throws { try GradientTrainingOptions.complete(&parameters) }

    public static func make(parameters: ParameterValue, data: TrainingData, seed: UInt64) throws -> any TrainableModel {
        try GradientModel<Self>(
            options: Options(resolved: parameters), training: GradientTrainingOptions(resolved: parameters), data: data, seed: seed)
    }

    public static func makeScorer(
        weights: [NamedTensor], parameters: ParameterValue, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        let offset = try TensorReader(weights, model: id).floats("offset", shape: [])[0]
        return try scorer(weights, Options(resolved: parameters), offset: offset, userCount: userCount, itemCount: itemCount)
    }
}
