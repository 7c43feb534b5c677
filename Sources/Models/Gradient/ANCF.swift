import Datasets
import Layers
import Parameters

/// What makes a score of the attended interaction.
public enum ANCFHead: String, ParameterChoice, Sendable { case mlp, sum }

public struct ANCFParameters: ParameterRecord {
    public var embeddingDim = 50
    public var head = ANCFHead.mlp
    public var initStd = 0.01
    public var dropout = 0.3

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("embedding_dim", \.embeddingDim, in: 1...4096, "size D of embeddings, attention and hidden layer"),
        Field("head", \.head, "what makes a score of the attended interaction: mlp, a hidden layer (D-D-1), or sum, a weighted sum"),
        Field("init_std", \.initStd, in: .positive, "standard deviation of the initial embeddings"),
        Field("dropout", \.dropout, in: .belowOne, "rate at which elements of u ⊙ v are dropped while training"),
    ]
}

/// Attention neural collaborative filtering. With p = dropout(u ⊙ v) (B × D), the interaction of user and item embeddings:
///
///     a = softmax(W_a p + b_a)          attention over the D latent features
///     z = D · a ⊙ p
///     ŷ = w · ReLU(W_h z + b_h) + b     head `mlp`: D → D → 1
///     ŷ = w · z + b                     head `sum`
///
/// Deviations: attention weights are multiplied by D, so that uniform attention leaves p as it is (with a ⊙ p alone the signal starts D
/// times smaller); scores under bce are logits (the order is the same); dropout of p, without which the model overfits long before its
/// embeddings have settled (docs/results.md).
public enum ANCF: GradientDefinition {
    public static let id = "ancf"
    public static let version = 3
    public static let documentation = "Attention neural collaborative filtering: attention over the latent features of u ⊙ v, then an MLP."
    public static let paper =
        "He et al. 2017, arXiv:1708.05031, with attention over the interaction as in Chen et al. 2017, doi:10.1145/3077136.3080797"

    static func build(_ network: Network, _ options: ANCFParameters, userCount: Int, itemCount: Int) -> Network.Layer {
        let size = options.embeddingDim
        let users = network.table("user_embedding", rows: userCount, columns: size, deviation: options.initStd)
        let items = network.table("item_embedding", rows: itemCount, columns: size, deviation: options.initStd)
        let interaction = network.dropout(network.product(users: users, items: items), rate: options.dropout)
        let logits = network.linear("attention", interaction, outputs: size)
        let attended = network.attend(logits: logits, over: interaction, scale: Double(size))
        return switch options.head {
        case .mlp: network.project("output", network.linear("hidden", attended, outputs: size, relu: true), .lecun)
        case .sum: network.project("output", attended, .lecun)
        }
    }

    static func scorer(
        _ weights: [NamedTensor], _ options: ANCFParameters, offset: Float, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        try check(weights, options, userCount, itemCount)
        return NetworkScorer(Self.self, weights, options, offset: offset, userCount: userCount, itemCount: itemCount)
    }

    private static func check(_ weights: [NamedTensor], _ options: ANCFParameters, _ userCount: Int, _ itemCount: Int) throws {
        let reader = TensorReader(weights, model: id), size = options.embeddingDim
        let shared: [(String, [Int])] = [
            ("user_embedding", [userCount, size]), ("item_embedding", [itemCount, size]), ("attention.weight", [size, size]),
            ("attention.bias", [size]), ("output.weight", [size]), ("output.bias", [1]),
        ]
        let hidden: [(String, [Int])] = [("hidden.weight", [size, size]), ("hidden.bias", [size])]
        for (name, shape) in shared + (options.head == .mlp ? hidden : []) { _ = try reader.floats(name, shape: shape) }
    }
}
