import Datasets
import Layers
import Parameters

public struct GMFParameters: ParameterRecord {
    public var embeddingDim = 32
    public var initStd = 0.01
    public var dropout = 0.0

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("embedding_dim", \.embeddingDim, in: 1...4096, "size D of user and item embeddings (\"predictive factors\")"),
        Field("init_std", \.initStd, in: .positive, "standard deviation of the initial embeddings"),
        Field("dropout", \.dropout, in: .belowOne, "rate at which elements of u ⊙ v are dropped while training"),
    ]
}

/// Generalized matrix factorization: ŷ(u, i) = σ(hᵀ (p_u ⊙ q_i) + b), with p U × D, q I × D, h D.
///
/// Deviations: a bias b, as in the authors' code; scores are logits (the order is the same); a positive's negatives share its batch.
public enum GMF: GradientDefinition {
    public static let id = "gmf"
    public static let version = 2
    public static let documentation = "Generalized matrix factorization: a learned weighting of the elements of u ⊙ v."
    public static let paper = "He et al. 2017, Neural collaborative filtering, arXiv:1708.05031, eq. 9"
    public static let userWeights: UserWeights? = UserWeights(rows: ["user_embedding"])
    public static let itemVectorTensors = ["item_embedding"]

    static func build(_ network: Network, _ options: GMFParameters, userCount: Int, itemCount: Int) -> Network.Layer {
        let users = network.table("user_embedding", rows: userCount, columns: options.embeddingDim, deviation: options.initStd)
        let items = network.table("item_embedding", rows: itemCount, columns: options.embeddingDim, deviation: options.initStd)
        let product = network.dropout(network.product(users: users, items: items), rate: options.dropout)
        return network.project("output", product, .lecun)
    }

    /// h is folded into the item factors: hᵀ (p ⊙ q) = p · (h ⊙ q).
    static func scorer(
        _ weights: [NamedTensor], _ options: GMFParameters, offset: Float, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        let reader = TensorReader(weights, model: id), dimension = options.embeddingDim
        let h = try reader.floats("output.weight", shape: [dimension])
        var items = try reader.floats("item_embedding", shape: [itemCount, dimension])
        for index in items.indices { items[index] *= h[index % dimension] }
        let bias = try reader.floats("output.bias", shape: [1])[0]
        return DotProductScorer(
            products: DotProducts(
                users: try reader.floats("user_embedding", shape: [userCount, dimension]), items: items, factors: dimension,
                offset: offset + bias))
    }
}
