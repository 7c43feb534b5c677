import Datasets
import Layers
import Parameters

/// Two-tower retrieval: s(u, i) = x_u · y_i / temperature, each vector made by a tower of its own, so that ranking is a matrix product.
///
///     user features   id p_u; one vector for each field of the user's profile (features times a table); attention over the
///                     user's last n training items: l_j = v · tanh(K q_j + Q p_u + b), h_u = Σ_j softmax(l)_j q_j
///     item features   id q_i; one vector for each field of the item's content (categories, text weights)
///     tower           x = Σ_k α_k f_k, α = softmax_k(v' · tanh(W f_k + b')), one gate a tower; layers with ReLU between them;
///                     x / ‖x‖ with `normalize`
///     loss            of B users against C = B + M columns: the batch's own items and M sampled ones; see `ColumnLoss`
///
/// All f are D wide; q is one table for the item tower and the history. In training the target is left out of the history (it would
/// be the answer), and a column that holds an item the row's user has interacted with is no negative.
/// `weights.safetensors` holds `user_vectors` (U × V) and `item_vectors` (I × V) for retrieval, beside the towers' own weights.
///
/// Deviations: Yi et al. estimate Q from a stream, here it is counted; Covington et al. average the history, here attention weighs it;
/// the history is what the user did at any time, not only before the target.
public enum TwoTower: ModelDefinition {
    public static let id = "two-tower"
    public static let version = 1
    public static let documentation =
        "User and item towers over ids, features and attended history, trained against the items of the batch; ranks by dot products."
    public static let paper =
        "Covington et al. 2016, doi:10.1145/2959100.2959190; Yi et al. 2019, doi:10.1145/3298689.3346996 (in-batch softmax, log Q)"
    public static let userFeatures = FeatureUse.optional
    public static let itemFeatures = FeatureUse.optional
    public static var fields: [FieldDeclaration] { TwoTowerParameters.declarations }

    static let userVectors = "user_vectors", itemVectors = "item_vectors"

    public static let userWeights: UserWeights? = UserWeights(rows: ["user_vectors"])
    public static let itemVectorTensors = ["item_vectors"]

    public static func kind(_ parameters: ParameterValue) -> ModelKind { .implicit }

    public static func validate(_ parameters: ParameterValue) throws { try TwoTowerParameters(resolved: parameters).validate() }

    public static func complete(_ parameters: inout ParameterValue) throws {
        parameters.complete("temperature", with: .double(try TwoTowerParameters(resolved: parameters).usedTemperature))
    }

    public static func make(parameters: ParameterValue, data: TrainingData, seed: UInt64) throws -> any TrainableModel {
        try TwoTowerModel(options: TwoTowerParameters(resolved: parameters), data: data, seed: seed)
    }

    public static func makeScorer(
        weights: [NamedTensor], parameters: ParameterValue, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        let options = try TwoTowerParameters(resolved: parameters), reader = TensorReader(weights, model: id)
        return scorer(
            users: try reader.floats(userVectors, shape: [userCount, options.vectorSize]),
            items: try reader.floats(itemVectors, shape: [itemCount, options.vectorSize]), options)
    }

    /// The temperature is divided out of the users' side, so that scores are the logits of the loss.
    static func scorer(users: [Float], items: [Float], _ options: TwoTowerParameters) -> any Scorer {
        DotProductScorer(products: DotProducts(users: users.map { $0 * options.scale }, items: items, factors: options.vectorSize))
    }
}
