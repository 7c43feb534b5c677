import Datasets
import Diagnostics
import Layers
import Parameters

public struct NeuMFParameters: ParameterRecord {
    public var embeddingDim = 32
    public var layers = [128, 64, 32]
    public var mlpEmbeddingDim: Int?
    public var initStd = 0.01
    public var dropout = 0.0
    public var mlpDropout = 0.0
    public var pretrain: NeuMFPretraining?

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("embedding_dim", \.embeddingDim, in: 1...4096, "size D of the GMF part's user and item embeddings"),
        Field(
            "layers", \.layers, type: .list(of: .int(1...16384), count: 0...16),
            "outputs of the MLP part's hidden layers, the last its \"predictive factors\""),
        Field(
            "mlp_embedding_dim", \.mlpEmbeddingDim, in: 1...4096,
            "size E of the MLP part's user and item embeddings; null: half of the first hidden layer"),
        Field("init_std", \.initStd, in: .positive, "standard deviation of the initial embeddings"),
        Field("dropout", \.dropout, in: .belowOne, "rate at which elements of u ⊙ v are dropped while training"),
        Field("mlp_dropout", \.mlpDropout, in: .belowOne, "rate at which inputs of the hidden layers are dropped while training"),
        Field("pretrain", \.pretrain, "start from a trained GMF and a trained MLP instead of random weights"),
    ]

    var tower: PairTower {
        PairTower(
            embeddingDim: PairTower.embeddingDim(mlpEmbeddingDim, layers: layers), layers: layers, dropout: mlpDropout,
            initStd: initStd, prefix: "mlp_")
    }
}

/// Neural matrix factorization: a GMF and an MLP, each with embeddings of its own, under one output layer (eq. 12):
///
///     φ_G = p^G_u ⊙ q^G_i                                  B × D
///     φ_M = z_L, z₀ = (p^M_u, q^M_i), z_l = ReLU(W_l z_{l−1} + b_l)   B × layers[L]
///     ŷ(u, i) = σ(hᵀ (φ_G, φ_M) + b)
///
/// with p^G U × D, q^G I × D, p^M U × E, q^M I × E, h of D + layers[L]. "NeuMF" with f predictive factors is `embedding_dim: f`,
/// `layers: [4f, 2f, f]`, E = 2f (the authors' code has E = 4f: set `mlp_embedding_dim`).
///
/// With `pretrain` it starts from a trained GMF and a trained MLP, so that its first scores are α ŷ_GMF + (1 − α) ŷ_MLP (before σ); the paper
/// then trains by plain SGD, without Adam's momentum: `optimizer: sgd`.
///
/// Deviations: `dropout` and `mlp_dropout`, which the paper does not have; scores are logits (the order is the same); a positive's negatives
/// share its batch.
public enum NeuMF: GradientDefinition {
    public static let id = "neumf"
    public static let version = 2
    public static let documentation = "Neural matrix factorization: a GMF and an MLP under one output layer."
    public static let paper = "He et al. 2017, Neural collaborative filtering, arXiv:1708.05031, eq. 12"
    public static let userWeights: UserWeights? = UserWeights(rows: ["gmf_user_embedding", "mlp_user_embedding"])
    public static let itemVectorTensors = ["gmf_item_embedding", "mlp_item_embedding"]
    public static let pretrainedReferences = NeuMFPretraining.references

    public static func validate(_ parameters: ParameterValue) throws {
        try GradientTrainingOptions(resolved: parameters).validate()
        let options = try Options(resolved: parameters)
        try PairTower.check(options.mlpEmbeddingDim, field: "mlp_embedding_dim", layers: options.layers, model: id)
    }

    public static func complete(_ parameters: inout ParameterValue) throws {
        try GradientTrainingOptions.complete(&parameters)
        parameters.complete("mlp_embedding_dim", with: .int(try Options(resolved: parameters).tower.embeddingDim))
    }

    public static func validate(_ parameters: ParameterValue, pretrained: [String: ParameterValue]) throws {
        try NeuMFPretraining.check(Options(resolved: parameters), pretrained)
    }

    static func initialWeights(_ options: NeuMFParameters, _ data: TrainingData) throws -> [NamedTensor] {
        guard let pretrain = options.pretrain else { return [] }
        guard let gmf = data.pretrained["pretrain.gmf"], let mlp = data.pretrained["pretrain.mlp"] else {
            throw Failure(.invalidInput, "model '\(id)' is to start from a trained GMF and a trained MLP, and was given none")
        }
        return try pretrain.weights(gmf, mlp)
    }

    static func build(_ network: Network, _ options: NeuMFParameters, userCount: Int, itemCount: Int) -> Network.Layer {
        let users = network.table("gmf_user_embedding", rows: userCount, columns: options.embeddingDim, deviation: options.initStd)
        let items = network.table("gmf_item_embedding", rows: itemCount, columns: options.embeddingDim, deviation: options.initStd)
        let product = network.dropout(network.product(users: users, items: items), rate: options.dropout)
        return network.project("output", product, options.tower.build(network, userCount: userCount, itemCount: itemCount), .lecun)
    }

    static func scorer(
        _ weights: [NamedTensor], _ options: NeuMFParameters, offset: Float, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        let reader = TensorReader(weights, model: id), dimension = options.embeddingDim
        let shapes: [(String, [Int])] = [
            ("gmf_user_embedding", [userCount, dimension]), ("gmf_item_embedding", [itemCount, dimension]),
            ("output.weight", [dimension + options.tower.outputs]), ("output.bias", [1]),
        ]
        for (name, shape) in shapes + options.tower.shapes(userCount: userCount, itemCount: itemCount) {
            _ = try reader.floats(name, shape: shape)
        }
        return NetworkScorer(Self.self, weights, options, offset: offset, userCount: userCount, itemCount: itemCount)
    }

    /// The GMF part's output weights are folded into the users' rows: h_Gᵀ (p ⊙ q) = (h_G ⊙ p) · q.
    static func panels(_ weights: WeightStore, _ options: NeuMFParameters, userCount: Int, itemCount: Int) -> PanelScores? {
        guard let users = weights["gmf_user_embedding"], let items = weights["gmf_item_embedding"],
            let output = weights["output.weight"]?.array, let bias = weights["output.bias"]
        else { return nil }
        let size = options.embeddingDim
        let weighted = users.array.enumerated().map { $1 * output[$0 % size] }
        return options.tower.panels(
            weights, itemCount: itemCount,
            output: PanelScores.Layer(weight: FactorStorage(Array(output[size...])), bias: bias),
            product: (FactorStorage(weighted), items, size))
    }
}
