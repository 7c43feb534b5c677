import Datasets
import Layers
import Parameters

public struct MLPParameters: ParameterRecord {
    public var layers = [128, 64, 32]
    public var embeddingDim: Int?
    public var initStd = 0.01
    public var dropout = 0.0

    public init() {}

    public static let fields: [Field<Self>] = [
        Field(
            "layers", \.layers, type: .list(of: .int(1...16384), count: 0...16),
            "outputs of the hidden layers, the last the \"predictive factors\"; [] scores the embeddings alone"),
        Field(
            "embedding_dim", \.embeddingDim, in: 1...4096, "size E of user and item embeddings; null: half of the first hidden layer"),
        Field("init_std", \.initStd, in: .positive, "standard deviation of the initial embeddings"),
        Field("dropout", \.dropout, in: .belowOne, "rate at which inputs of the hidden layers are dropped while training"),
    ]

    var tower: PairTower {
        PairTower(
            embeddingDim: PairTower.embeddingDim(embeddingDim, layers: layers), layers: layers, dropout: dropout, initStd: initStd)
    }
}

/// Multi-layer perceptron over a user and an item embedding: ŷ(u, i) = σ(hᵀ z_L + b), z₀ = (p_u, q_i), z_l = ReLU(W_l z_{l−1} + b_l), with
/// p U × E, q I × E, W_l layers[l] × layers[l − 1], h the size of the last layer.
///
/// "MLP-3" with f predictive factors is `layers: [4f, 2f, f]`, E = 2f ("32 → 16 → 8" with embeddings of 16 for f = 8). The authors' code has
/// the same hidden layers with E = 4f (its `layers[0]` is 2E): set `embedding_dim` for that.
///
/// Deviations: `dropout`, which the paper does not have; scores are logits (the order is the same); a positive's negatives share its batch.
public enum MLP: GradientDefinition {
    public static let id = "mlp"
    public static let version = 2
    public static let documentation = "Multi-layer perceptron over user and item embeddings side by side."
    public static let paper = "He et al. 2017, Neural collaborative filtering, arXiv:1708.05031, eq. 10"
    public static let userWeights: UserWeights? = UserWeights(rows: ["user_embedding"])
    public static let itemVectorTensors = ["item_embedding"]

    public static func validate(_ parameters: ParameterValue) throws {
        try GradientTrainingOptions(resolved: parameters).validate()
        let options = try Options(resolved: parameters)
        try PairTower.check(options.embeddingDim, field: "embedding_dim", layers: options.layers, model: id)
    }

    public static func complete(_ parameters: inout ParameterValue) throws {
        try GradientTrainingOptions.complete(&parameters)
        parameters.complete("embedding_dim", with: .int(try Options(resolved: parameters).tower.embeddingDim))
    }

    static func build(_ network: Network, _ options: MLPParameters, userCount: Int, itemCount: Int) -> Network.Layer {
        network.project("output", options.tower.build(network, userCount: userCount, itemCount: itemCount), .lecun)
    }

    static func scorer(
        _ weights: [NamedTensor], _ options: MLPParameters, offset: Float, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        let reader = TensorReader(weights, model: id)
        let shapes = options.tower.shapes(userCount: userCount, itemCount: itemCount)
        for (name, shape) in shapes + [("output.weight", [options.tower.outputs]), ("output.bias", [1])] {
            _ = try reader.floats(name, shape: shape)
        }
        return NetworkScorer(Self.self, weights, options, offset: offset, userCount: userCount, itemCount: itemCount)
    }

    static func panels(_ weights: WeightStore, _ options: MLPParameters, userCount: Int, itemCount: Int) -> PanelScores? {
        PanelScores.Layer("output", weights).flatMap { options.tower.panels(weights, itemCount: itemCount, output: $0) }
    }
}
