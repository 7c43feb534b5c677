import Datasets
import Layers
import Parameters

/// What makes a score of the attended interaction.
public enum ANCFHead: String, ParameterChoice, Sendable { case mlp, sum }

/// Attention over the user's past items; Source: He et al. 2018, arXiv:1809.07053 (NAIS-prod).
public struct HistoryAttentionOptions: NestedParameters, Hashable {
    public var items = 50
    public var attentionDim = 16
    public var smoothing = 0.5

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("items", \.items, in: 1...10_000, "the user's last n training items, without the one that is scored"),
        Field("attention_dim", \.attentionDim, in: 1...4096, "size A of the attention's hidden layer"),
        Field("smoothing", \.smoothing, in: .unit, "β: weights are eˡ / (Σ eˡ)^β; 1 is a softmax, less favours long histories"),
    ]
}

public struct ANCFParameters: ParameterRecord {
    public var embeddingDim = 50
    public var head = ANCFHead.mlp
    public var initStd = 0.01
    public var dropout = 0.3
    public var historyAttention: HistoryAttentionOptions?

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("embedding_dim", \.embeddingDim, in: 1...4096, "size D of embeddings, attention and hidden layer"),
        Field("head", \.head, "what makes a score of the attended interaction: mlp, a hidden layer (D-D-1), or sum, a weighted sum"),
        Field("init_std", \.initStd, in: .positive, "standard deviation of the initial embeddings"),
        Field("dropout", \.dropout, in: .belowOne, "rate at which elements of u ⊙ v are dropped while training"),
        Field(
            "history_attention", \.historyAttention,
            "add the user's past items, weighed by their likeness to the item that is scored, to the user's embedding (NAIS); null: no"),
    ]
}

/// Attention neural collaborative filtering. With p = dropout(u ⊙ v) (B × D), the interaction of user and item embeddings:
///
///     a = softmax(W_a p + b_a)          attention over the D latent features
///     z = D · a ⊙ p
///     ŷ = w · ReLU(W_h z + b_h) + b     head `mlp`: D → D → 1
///     ŷ = w · z + b                     head `sum`
///
/// With `history_attention` the user's side is u + Σ_j a_j q_j over the user's past items j but the item i itself, with q = v's table and
/// a_j = e^{l_j} / (Σ_k e^{l_k})^β, l_j = h · ReLU(W (q_i ⊙ q_j) + b): NAIS has the sum alone, and separate tables for past items.
///
/// Deviations: attention weights are multiplied by D, so that uniform attention leaves p as it is (with a ⊙ p alone the signal starts D
/// times smaller); scores under bce are logits (the order is the same); dropout of p, without which the model overfits long before its
/// embeddings have settled (docs/results.md).
public enum ANCF: GradientDefinition {
    public static let id = "ancf"
    public static let version = 4
    public static let documentation = "Attention neural collaborative filtering: attention over the latent features of u ⊙ v, then an MLP."
    public static let paper =
        "He et al. 2017, arXiv:1708.05031, with attention over the interaction as in Chen et al. 2017, doi:10.1145/3077136.3080797"
    public static let userWeights: UserWeights? = UserWeights(
        rows: ["user_embedding"], lists: [("history/offsets", ["history/items"])])
    public static let itemVectorTensors = ["item_embedding"]

    static func historyLength(_ options: ANCFParameters) -> Int? { options.historyAttention?.items }

    static func build(_ network: Network, _ options: ANCFParameters, userCount: Int, itemCount: Int) -> Network.Layer {
        build(network, options, features: PairFeatures(), userCount: userCount, itemCount: itemCount)
    }

    static func build(
        _ network: Network, _ options: ANCFParameters, features: PairFeatures, userCount: Int, itemCount: Int
    ) -> Network.Layer {
        let size = options.embeddingDim
        let users = network.table("user_embedding", rows: userCount, columns: size, deviation: options.initStd)
        let past = options.historyAttention.map { ($0.items + 1) * network.batchCapacity }
        let items = network.table("item_embedding", rows: itemCount, columns: size, deviation: options.initStd, mostTouched: past)
        var product = network.product(users: users, items: items)
        if let attention = options.historyAttention, let history = features.history {
            let pooled = network.attend(
                "history", over: items, history: history, size: attention.attentionDim, smoothing: attention.smoothing)
            product = network.multiply(network.rows(of: items, at: network.items), pooled, adding: product)
        }
        let interaction = network.dropout(product, rate: options.dropout)
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
        var features = PairFeatures()
        features.history = try historyLength(options).map {
            try UserHistory(weights: weights, model: id, length: $0, userCount: userCount, itemCount: itemCount)
        }
        return NetworkScorer(
            Self.self, weights, options, features: features, offset: offset, userCount: userCount, itemCount: itemCount)
    }

    /// Without `history_attention`, by which a user is another one for each item.
    static func panels(_ weights: WeightStore, _ options: ANCFParameters, userCount: Int, itemCount: Int) -> PanelScores? {
        guard options.historyAttention == nil, let users = weights["user_embedding"], let items = weights["item_embedding"],
            let attention = weights["attention.weight"],
            let attentionBias = weights["attention.bias"], let output = PanelScores.Layer("output", weights)
        else { return nil }
        return PanelScores(
            itemCount: itemCount,
            input: .attended(
                users: users, items: items, weight: attention, bias: attentionBias, scale: Float(options.embeddingDim)),
            hidden: options.head == .mlp ? [PanelScores.Layer("hidden", weights)].compactMap { $0 } : [], output: output)
    }

    private static func check(_ weights: [NamedTensor], _ options: ANCFParameters, _ userCount: Int, _ itemCount: Int) throws {
        let reader = TensorReader(weights, model: id), size = options.embeddingDim
        let shared: [(String, [Int])] = [
            ("user_embedding", [userCount, size]), ("item_embedding", [itemCount, size]), ("attention.weight", [size, size]),
            ("attention.bias", [size]), ("output.weight", [size]), ("output.bias", [1]),
        ]
        let hidden: [(String, [Int])] = [("hidden.weight", [size, size]), ("hidden.bias", [size])]
        let inner = options.historyAttention?.attentionDim ?? 0
        let history: [(String, [Int])] = [("history.weight", [inner, size]), ("history.bias", [inner]), ("history.score", [inner])]
        let past = options.historyAttention == nil ? [] : history
        for (name, shape) in shared + past + (options.head == .mlp ? hidden : []) { _ = try reader.floats(name, shape: shape) }
    }
}
