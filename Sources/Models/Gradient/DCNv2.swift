import Datasets
import Diagnostics
import Layers
import Parameters

/// How the cross network and the deep network join.
public enum DCNStructure: String, ParameterChoice, Sendable { case stacked, parallel }

public struct DCNv2Parameters: ParameterRecord {
    public var embeddingDim = 16
    public var featureDim: Int?
    public var crossLayers = 2
    public var rank: Int?
    public var layers = [128, 64]
    public var structure = DCNStructure.parallel
    public var initStd = 0.05
    public var dropout = 0.0

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("embedding_dim", \.embeddingDim, in: 1...4096, "size D of user and item embeddings"),
        Field(
            "feature_dim", \.featureDim, in: 1...4096,
            "size of the embedding of a categorical, multi-valued or text feature; null: as embedding_dim"),
        Field("cross_layers", \.crossLayers, in: 0...16, "number of cross layers: interactions of up to one more feature"),
        Field("rank", \.rank, in: 1...4096, "rank of the cross layers' matrices W = U Vᵀ; null: full"),
        Field(
            "layers", \.layers, type: .list(of: .int(1...16384), count: 0...16), "outputs of the hidden layers of the deep network; [] none"
        ),
        Field(
            "structure", \.structure,
            "stacked: the deep network reads what the cross layers give; parallel: both read the input, and the score both outputs"),
        Field("init_std", \.initStd, in: .positive, "standard deviation of the initial embeddings"),
        Field("dropout", \.dropout, in: .belowOne, "rate at which inputs of the hidden layers are dropped while training"),
    ]
}

/// Deep & Cross Network V2. All fields of user u and item i side by side (B × K):
///
///     x₀ = (p_u, q_i, one embedding a categorical, multi-valued or text feature, the columns of numeric ones)
///     x_{l+1} = x₀ ⊙ (W_l x_l + b_l) + x_l          cross layers, W_l K × K, or U_l V_lᵀ of `rank` (eq. 1, 2)
///     h_{l+1} = ReLU(W'_l h_l + b'_l)               deep network
///     ŷ = w · h_L + b with h₀ = x_L                  stacked
///     ŷ = w · (x_L, h_L) + b with h₀ = x₀            parallel
///
/// The embedding of a multi-valued feature is the mean of its values' embeddings, of a text the sum of its words' by their TF-IDF weights.
/// Features are read where the spec encodes them; without any the model is a cross network over the two ids.
///
/// Deviations: one embedding size for all features (the paper: by the number of values); no mixture of low-rank experts (eq. 3); scores under bce
/// are logits (the order is the same).
public enum DCNv2: GradientDefinition {
    public static let id = "dcn-v2"
    public static let version = 2
    public static let documentation =
        "Deep & Cross Network V2 over ids and features of users and items ('dcn' is another model: the Deep Cooperative Network, of texts)."
    public static let paper = "Wang et al. 2021, DCN V2, arXiv:2008.13535, doi:10.1145/3442381.3450078"
    public static let userWeights: UserWeights? = UserWeights(rows: ["user_embedding"])
    public static let itemVectorTensors = ["item_embedding"]
    public static let userFeatures = FeatureUse.optional
    public static let itemFeatures = FeatureUse.optional

    public static func validate(_ parameters: ParameterValue) throws {
        try GradientTrainingOptions(resolved: parameters).validate()
        let options = try Options(resolved: parameters)
        guard options.crossLayers > 0 || options.rank == nil else {
            throw Failure(.invalidInput, "'rank' has no meaning without cross layers", hint: "remove 'rank', or set cross_layers")
        }
    }

    public static func complete(_ parameters: inout ParameterValue) throws {
        try GradientTrainingOptions.complete(&parameters)
        parameters.complete("feature_dim", with: .int(try Options(resolved: parameters).embeddingDim))
    }

    static func build(_ network: Network, _ options: DCNv2Parameters, userCount: Int, itemCount: Int) -> Network.Layer {
        build(network, options, features: PairFeatures(), userCount: userCount, itemCount: itemCount)
    }

    static func build(
        _ network: Network, _ options: DCNv2Parameters, features: PairFeatures, userCount: Int, itemCount: Int
    ) -> Network.Layer {
        let input = self.input(network, options, features: features, userCount: userCount, itemCount: itemCount)
        let crossed = (0..<options.crossLayers).reduce(input) { layer, number in
            network.cross("cross_\(number + 1)", input, layer, rank: options.rank)
        }
        let start = options.structure == .stacked ? crossed : input
        let deep = options.layers.enumerated().reduce(start) { layer, hidden in
            network.linear(
                "hidden_\(hidden.offset + 1)", network.dropout(layer, rate: options.dropout), outputs: hidden.element, relu: true)
        }
        return options.structure == .stacked || options.layers.isEmpty
            ? network.project("output", options.layers.isEmpty ? crossed : deep, .lecun)
            : network.project("output", crossed, deep, .lecun)
    }

    /// x₀.
    private static func input(
        _ network: Network, _ options: DCNv2Parameters, features: PairFeatures, userCount: Int, itemCount: Int
    ) -> Network.Layer {
        let size = options.embeddingDim, std = options.initStd
        let ids: [Network.Field] = [
            .embedding(network.table("user_embedding", rows: userCount, columns: size, deviation: std), .user),
            .embedding(network.table("item_embedding", rows: itemCount, columns: size, deviation: std), .item),
        ]
        return network.fields(
            ids
                + features.fields.map { field in
                    guard !field.kind.isNumbers else { return .dense(field.rows, field.side) }
                    let table = network.table(
                        embedding(field), rows: field.rows.columns, columns: options.featureDim ?? size, deviation: std,
                        mostTouched: field.rows.columns)
                    return .bag(table, field.rows, field.side)
                })
    }

    private static func embedding(_ field: PairFeatures.Field) -> String { "\(field.side.rawValue).\(field.name)_embedding" }

    static func scorer(
        _ weights: [NamedTensor], _ options: DCNv2Parameters, offset: Float, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        let features = try PairFeatures(weights: weights, model: id, userCount: userCount, itemCount: itemCount)
        let reader = TensorReader(weights, model: id)
        for (name, shape) in shapes(options, features, userCount, itemCount) { _ = try reader.floats(name, shape: shape) }
        return NetworkScorer(
            Self.self, weights, options, features: features, offset: offset, userCount: userCount, itemCount: itemCount)
    }

    /// Names and shapes of all weights.
    private static func shapes(
        _ options: DCNv2Parameters, _ features: PairFeatures, _ userCount: Int, _ itemCount: Int
    ) -> [(name: String, shape: [Int])] {
        let size = options.embeddingDim
        let fields = features.fields.filter { !$0.kind.isNumbers }
        let numeric = features.fields.filter(\.kind.isNumbers).reduce(0) { $0 + $1.rows.columns }
        let width = 2 * size + fields.count * (options.featureDim ?? size) + numeric
        var shapes = [("user_embedding", [userCount, size]), ("item_embedding", [itemCount, size])]
        shapes += fields.map { (embedding($0), [$0.rows.columns, options.featureDim ?? size]) }
        for layer in 1..<options.crossLayers + 1 {
            let name = "cross_\(layer)"
            if let rank = options.rank {
                shapes += [(name + ".v.weight", [rank, width]), (name + ".u.weight", [width, rank]), (name + ".u.bias", [width])]
            } else {
                shapes += [(name + ".weight", [width, width]), (name + ".bias", [width])]
            }
        }
        for (index, sizes) in zip([width] + options.layers, options.layers).enumerated() {
            shapes += [("hidden_\(index + 1).weight", [sizes.1, sizes.0]), ("hidden_\(index + 1).bias", [sizes.1])]
        }
        let deep = options.layers.last ?? 0, output = options.structure == .stacked && deep > 0 ? deep : width + deep
        return shapes + [("output.weight", [output]), ("output.bias", [1])]
    }
}
