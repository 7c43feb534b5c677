import Datasets
import Layers
import Parameters

public struct ANCFParameters: ParameterRecord {
    public var embeddingDim = 50
    public var initStd = 0.01
    public var dropout = 0.0

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("embedding_dim", \.embeddingDim, in: 1...4096, "size D of embeddings, attention and hidden layer"),
        Field("init_std", \.initStd, in: .positive, "standard deviation of the initial embeddings"),
        Field("dropout", \.dropout, in: .belowOne, "rate at which elements of the attended interaction are dropped while training"),
    ]
}

/// Attention neural collaborative filtering. With p = u ⊙ v (B × D), the interaction of user and item embeddings:
///
///     a = softmax(W_a p + b_a)          attention over the D latent features
///     z = D · a ⊙ p
///     h = ReLU(W_h z + b_h)             D → D
///     ŷ = w · h + b                     D → 1
///
/// Deviations: attention weights are multiplied by D, so that uniform attention leaves p as it is (with a ⊙ p alone the signal starts D
/// times
/// smaller); scores under bce are logits (the order is the same).
public enum ANCF: GradientDefinition {
    public static let id = "ancf"
    public static let version = 1
    public static let documentation = "Attention neural collaborative filtering: attention over the latent features of u ⊙ v, then an MLP."
    public static let paper =
        "He et al. 2017, arXiv:1708.05031, with attention over the interaction as in Chen et al. 2017, doi:10.1145/3077136.3080797"

    static func build(_ network: Network, _ options: ANCFParameters, userCount: Int, itemCount: Int) -> Network.Layer {
        let size = options.embeddingDim
        let users = network.table("user_embedding", rows: userCount, columns: size, deviation: options.initStd)
        let items = network.table("item_embedding", rows: itemCount, columns: size, deviation: options.initStd)
        let interaction = network.product(users: users, items: items)
        let logits = network.linear("attention", interaction, outputs: size)
        let attended = network.attend(logits: logits, over: interaction, scale: Double(size))
        let hidden = network.linear("hidden", network.dropout(attended, rate: options.dropout), outputs: size, relu: true)
        return network.project("output", hidden, .lecun)
    }

    static func scorer(
        _ weights: [NamedTensor], _ options: ANCFParameters, offset: Float, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        try check(weights, options.embeddingDim, userCount, itemCount)
        return NetworkScorer(Self.self, weights, options, offset: offset, userCount: userCount, itemCount: itemCount)
    }

    private static func check(_ weights: [NamedTensor], _ size: Int, _ userCount: Int, _ itemCount: Int) throws {
        let reader = TensorReader(weights, model: id)
        let shapes: [(String, [Int])] = [
            ("user_embedding", [userCount, size]), ("item_embedding", [itemCount, size]), ("attention.weight", [size, size]),
            ("attention.bias", [size]), ("hidden.weight", [size, size]), ("hidden.bias", [size]), ("output.weight", [size]),
            ("output.bias", [1]),
        ]
        for (name, shape) in shapes { _ = try reader.floats(name, shape: shape) }
    }
}
