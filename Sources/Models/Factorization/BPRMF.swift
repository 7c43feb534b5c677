import Datasets
import Diagnostics
import Layers
import Parameters

public struct BPRMFParameters: ParameterRecord {
    public var factors = 64
    public var learningRate = 0.05
    public var regularization = 0.0025
    public var negativeRegularization: Double?
    public var itemBias = true
    public var biasRegularization: Double?
    public var negatives = 1
    public var initStd = 0.1

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("factors", \.factors, in: 1...4096, "size D of user and item factors"),
        Field("learning_rate", \.learningRate, in: .positive, "step size γ"),
        Field("regularization", \.regularization, in: .nonNegative, "λ on the factors of users and positive items"),
        Field(
            "negative_regularization", \.negativeRegularization, in: .nonNegative,
            "λ on the factors of negative items; null: the same as regularization"),
        Field("item_bias", \.itemBias, "a bias for each item"),
        Field("bias_regularization", \.biasRegularization, in: .nonNegative, "λ on item biases; null: the same as regularization"),
        Field(
            "negatives", \.negatives, in: 1...1000,
            "negatives for each positive, new every epoch, never a training positive: as many pairs of each positive"),
        Field("init_std", \.initStd, in: .positive, "standard deviation of the initial factors"),
    ]

    func validate() throws {
        guard itemBias || biasRegularization == nil else {
            throw Failure(
                .invalidInput, "'bias_regularization' has no meaning without item biases", hint: "remove it, or use item_bias: true")
        }
    }
}

/// Matrix factorization by Bayesian personalized ranking, x(u, i) = c_i + p_u · q_i: stochastic gradient descent on −ln σ(x_ui − x_uj),
/// one pair of a positive i and a negative j after another. With g = σ(x_uj − x_ui):
/// p ← p + γ (g (q_i − q_j) − λ p), q_i ← q_i + γ (g p − λ q_i), q_j ← q_j + γ (−g p − λ⁻ q_j), c_i ← c_i + γ (g − λ_c c_i),
/// c_j ← c_j + γ (−g − λ_c c_j), all from the old values.
///
/// Deviations: the paper draws positives with replacement; here every positive comes once an epoch, in a new random order. Item biases
/// are those of the authors' implementation (MyMediaLite).
public enum BPRMF: ModelDefinition {
    public static let id = "bpr-mf"
    public static let version = 1
    public static let documentation = "Matrix factorization by Bayesian personalized ranking, by stochastic gradient descent."
    public static let paper = "Rendle et al. 2009, BPR: Bayesian personalized ranking from implicit feedback, arXiv:1205.2618"
    public static let fields = BPRMFParameters.declarations

    public static let userWeights: UserWeights? = UserWeights(rows: ["user_factors"])
    public static let itemVectorTensors = ["item_factors"]

    public static func kind(_ parameters: ParameterValue) -> ModelKind { .implicit }

    public static func validate(_ parameters: ParameterValue) throws { try BPRMFParameters(resolved: parameters).validate() }

    public static func complete(_ parameters: inout ParameterValue) throws {
        let options = try BPRMFParameters(resolved: parameters)
        parameters.complete("negative_regularization", with: .double(options.regularization))
        if options.itemBias { parameters.complete("bias_regularization", with: .double(options.regularization)) }
    }

    public static func make(parameters: ParameterValue, data: TrainingData, seed: UInt64) throws -> any TrainableModel {
        let given = try BPRMFParameters(resolved: parameters)
        try given.validate()
        var options = ImplicitFactorizer.Options()
        (options.factors, options.negatives, options.deviation) = (given.factors, given.negatives, given.initStd)
        (options.learningRate, options.regularization) = (given.learningRate, given.regularization)
        options.negativeRegularization = given.negativeRegularization ?? given.regularization
        options.biasRegularization = given.biasRegularization ?? given.regularization
        options.usesItemBias = given.itemBias
        return try ImplicitFactorizationModel(
            definition: Self.self, parameters: parameters, loss: .pairwise, options: options, data: data, seed: seed)
    }

    public static func makeScorer(
        weights: [NamedTensor], parameters: ParameterValue, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        let reader = TensorReader(weights, model: id), options = try BPRMFParameters(resolved: parameters)
        return DotProductScorer(
            products: DotProducts(
                users: try reader.floats("user_factors", shape: [userCount, options.factors]),
                items: try reader.floats("item_factors", shape: [itemCount, options.factors]), factors: options.factors,
                itemBias: options.itemBias ? try reader.floats("item_bias", shape: [itemCount]) : nil))
    }
}
