import Datasets
import Diagnostics
import Layers
import Parameters

public struct NCFProfileParameters: ParameterRecord {
    public var embeddingDim = 32
    public var attentionDim: Int?
    public var initStd = 0.1
    public var dropout = 0.0

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("embedding_dim", \.embeddingDim, in: 1...4096, "size D of the profiles of items and users"),
        Field("attention_dim", \.attentionDim, in: 1...4096, "hidden size A of the attention over a user's items; null: as embedding_dim"),
        Field("init_std", \.initStd, in: .positive, "standard deviation of the initial projection of features"),
        Field("dropout", \.dropout, in: .belowOne, "rate at which elements of a user's profile are dropped while training"),
    ]
}

/// Collaborative filtering by profiles made of content. With x_j the encoded features of item j (I × F) and H(u) the training items of u:
///
///     y_j = Eᵀ x_j                                        item profile, E F × D
///     l_j = v · ReLU(W y_j + b),  a = softmax(l) over H(u) \ {i}
///     z_u = Σ_j a_j y_j                                   user profile, D
///     ŷ(u, i) = (P z_u + c) · y_i + b₀                    one projection for the users' side, P D × D
///
/// Neither users nor items have parameters of their own: an item that nobody has interacted with is scored by its features, a user who is
/// new by any list of items (`HistoryScorer`). While training the item that is asked about is left out of the user's items; a user without
/// others has the profile 0 and is scored by c · y_i + b₀. Ratings of the past items do not weigh in their attention.
///
/// Deviations: NAIS attends with the target (l_ji from y_j ⊙ y_i) and smooths its softmax; here attention is the user's own, so that full
/// ranking is a matrix product. The NCF framework's head is a multi-layer perceptron; here it is a product of the projected profile.
/// Every step computes the profiles of all items: its cost grows with the catalogue.
public enum NCFProfile: GradientDefinition {
    public static let id = "ncf-profile"
    public static let version = 1
    public static let documentation =
        "Item profiles from features, user profiles as attention over the profiles of their items; scores new items and users."
    public static let paper =
        "He et al. 2017, arXiv:1708.05031 (framework), with profiles as in He et al. 2018, NAIS, arXiv:1809.07053, eq. 5–8, over content"
    public static let itemFeatures = FeatureUse.required

    public static let userWeights: UserWeights? = UserWeights()
    public static let scoresHistories = true

    public static func complete(_ parameters: inout ParameterValue) throws {
        try GradientTrainingOptions.complete(&parameters)
        parameters.complete("attention_dim", with: .int(try Options(resolved: parameters).embeddingDim))
    }

    static let content = "content", history = "history"

    static func inputs(_ data: TrainingData) throws -> PairFeatures {
        guard let features = data.itemFeatures else {
            throw Failure(
                .invalidInput, "model '\(id)' needs item features", hint: "add encode: {encoder: features, item: {genres: multi}}")
        }
        try features.check(rows: data.itemCount, of: "item")
        let items = FieldRows(
            offsets: features.offsets, columns: features.columns, values: features.values, columnCount: features.columnCount)
        let seen = data.history
        return inputs(content: items, history: history(offsets: seen.offsets, items: seen.items, itemCount: data.itemCount))
    }

    static func inputs(content items: FieldRows, history users: FieldRows) -> PairFeatures {
        var result = PairFeatures()
        result.fields = [
            PairFeatures.Field(side: .user, name: history, kind: .multi, rows: users),
            PairFeatures.Field(side: .item, name: content, kind: .text, rows: items),
        ]
        return result
    }

    static func history(offsets: [Int], items: [Int32], itemCount: Int) -> FieldRows {
        FieldRows(offsets: offsets, columns: items, values: [Float](repeating: 1, count: items.count), columnCount: itemCount)
    }

    /// Needs features: `inputs` always has some.
    static func build(_ network: Network, _ options: NCFProfileParameters, userCount: Int, itemCount: Int) -> Network.Layer {
        let none = FieldRows(offsets: [Int](repeating: 0, count: itemCount + 1), columns: [], values: [], columnCount: 1)
        let nobody = history(offsets: [Int](repeating: 0, count: userCount + 1), items: [], itemCount: itemCount)
        return build(
            network, options, features: inputs(content: none, history: nobody), userCount: userCount, itemCount: itemCount)
    }

    static func build(
        _ network: Network, _ options: NCFProfileParameters, features: PairFeatures, userCount: Int, itemCount: Int
    ) -> Network.Layer {
        guard let layers = profiles(network, options, features) else {
            return build(network, options, userCount: userCount, itemCount: itemCount)
        }
        return network.scores("output", layers.users, against: layers.items)
    }

    /// y of all items (I × D), and P z + c of the batch's users (B × D); nil without the two inputs.
    static func profiles(
        _ network: Network, _ options: NCFProfileParameters, _ features: PairFeatures
    ) -> (items: Network.Layer, users: Network.Layer)? {
        guard let items = features.rows(.item, content), let users = features.rows(.user, history) else { return nil }
        let profiles = network.profiles("item_projection", of: items, columns: options.embeddingDim, deviation: options.initStd)
        let logits = network.logits("attention", of: profiles, hidden: options.attentionDim ?? options.embeddingDim)
        let pooled = network.history(users, profiles: profiles, logits: logits)
        let projected = network.linear(
            "user_projection", network.dropout(pooled, rate: options.dropout), outputs: options.embeddingDim)
        return (profiles, projected)
    }

    static func scorer(
        _ weights: [NamedTensor], _ options: NCFProfileParameters, offset: Float, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        let reader = TensorReader(weights, model: id), size = options.embeddingDim, hidden = options.attentionDim ?? size
        let features = try PairFeatures(weights: weights, model: id, userCount: userCount, itemCount: itemCount)
        guard let items = features.rows(.item, content), let users = features.rows(.user, history), users.columns == itemCount else {
            throw Failure(.invalidInput, "weights of model '\(id)' lack the items' features or the users' history")
        }
        let shapes: [(String, [Int])] = [
            ("item_projection", [items.columns, size]), ("attention.hidden.weight", [hidden, size]), ("attention.hidden.bias", [hidden]),
            ("attention.output.weight", [hidden]), ("user_projection.weight", [size, size]), ("user_projection.bias", [size]),
        ]
        for (name, shape) in shapes { _ = try reader.floats(name, shape: shape) }
        let bias = try reader.floats("output.bias", shape: [1])[0]
        return ProfileScorer(
            weights: weights, options: options, content: items, history: users, offset: offset + bias, itemCount: itemCount)
    }
}
