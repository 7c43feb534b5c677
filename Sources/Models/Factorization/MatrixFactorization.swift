import Datasets
import Diagnostics
import Layers
import Parameters

/// What `mf` minimises.
public enum MatrixFactorizationLoss: String, ParameterChoice, Sendable { case mse, bce }

public struct MatrixFactorizationParameters: ParameterRecord {
    public var loss = MatrixFactorizationLoss.mse
    public var negatives: Int?
    public var factors = 100
    public var learningRate = 0.005
    public var regularization = 0.02
    public var biasRegularization: Double?
    public var initStd = 0.1

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("loss", \.loss, "mse on ratings, or bce on interactions with sampled negatives"),
        Field(
            "negatives", \.negatives, in: 1...1000,
            "of bce: negatives for each positive, new every epoch, never a training positive; null: 4"),
        Field("factors", \.factors, in: 1...4096, "size D of user and item factors"),
        Field("learning_rate", \.learningRate, in: .positive, "step size γ"),
        Field("regularization", \.regularization, in: .nonNegative, "λ on factors (and on biases, unless bias_regularization is given)"),
        Field("bias_regularization", \.biasRegularization, in: .nonNegative, "λ on biases; null: the same as regularization"),
        Field("init_std", \.initStd, in: .positive, "standard deviation of the initial factors"),
    ]

    func validate() throws {
        guard loss == .bce || negatives == nil else {
            throw Failure(
                .invalidInput, "'negatives' has no meaning with loss 'mse', which learns from observed ratings",
                hint: "remove 'negatives', or use loss: bce")
        }
    }

    var implicit: ImplicitFactorizer.Options {
        var options = ImplicitFactorizer.Options()
        (options.factors, options.negatives, options.deviation) = (factors, negatives ?? 4, initStd)
        (options.learningRate, options.regularization) = (learningRate, regularization)
        options.biasRegularization = biasRegularization ?? regularization
        return options
    }
}

/// r̂(u, i) = μ + b_u + b_i + p_u · q_i, by stochastic gradient descent on (r − r̂)² + λ (b_u² + b_i² + |p_u|² + |q_i|²), one rating at
/// a time:
/// with e = r − r̂, b ← b + γ (e − λ b), p ← p + γ (e q − λ p), q ← q + γ (e p − λ q).
///
/// With loss `bce` the same on implicit feedback, as in Rendle et al. 2020, Neural collaborative filtering vs. matrix factorization
/// revisited, arXiv:2005.09683: r̂ is a logit, a positive has label y = 1, each of its sampled negatives y = 0, and e = y − σ(r̂); μ is
/// learned like the biases, from 0. Deviations from the authors' code: negatives are never training positives, and follow their positive
/// instead of being shuffled among all samples.
///
/// Defaults are those of Surprise's SVD. Deviation from it: ratings come in a new random order each epoch, and users or items without
/// training ratings keep their initial factors (the prediction is then the biases plus a dot product of that size).
public enum MatrixFactorization: ModelDefinition {
    public static let id = "mf"
    public static let version = 1
    public static let documentation =
        "Biased matrix factorization on ratings, or on interactions with sampled negatives, by stochastic gradient descent."
    public static let paper = "Koren, Bell, Volinsky 2009, doi:10.1109/MC.2009.263"
    public static let fields = MatrixFactorizationParameters.declarations

    public static let userWeights: UserWeights? = UserWeights(rows: ["user_factors", "user_bias"])
    public static let itemVectorTensors = ["item_factors"]

    public static func kind(_ parameters: ParameterValue) -> ModelKind {
        (try? MatrixFactorizationParameters(resolved: parameters))?.loss == .bce ? .implicit : .rating
    }

    public static func validate(_ parameters: ParameterValue) throws { try MatrixFactorizationParameters(resolved: parameters).validate() }

    public static func complete(_ parameters: inout ParameterValue) throws {
        let options = try MatrixFactorizationParameters(resolved: parameters)
        if options.loss == .bce { parameters.complete("negatives", with: .int(options.implicit.negatives)) }
        parameters.complete("bias_regularization", with: .double(options.regularization))
    }

    public static func make(parameters: ParameterValue, data: TrainingData, seed: UInt64) throws -> any TrainableModel {
        let options = try MatrixFactorizationParameters(resolved: parameters)
        try options.validate()
        switch options.loss {
        case .mse: return try FactorizationModel(options: options, data: data, seed: seed)
        case .bce:
            return try ImplicitFactorizationModel(
                definition: Self.self, parameters: parameters, loss: .logistic, options: options.implicit, data: data, seed: seed)
        }
    }

    public static func makeScorer(
        weights: [NamedTensor], parameters: ParameterValue, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        let reader = TensorReader(weights, model: id)
        let options = try MatrixFactorizationParameters(resolved: parameters), factors = options.factors
        return DotProductScorer(
            products: DotProducts(
                users: try reader.floats("user_factors", shape: [userCount, factors]),
                items: try reader.floats("item_factors", shape: [itemCount, factors]), factors: factors,
                offset: try reader.floats(options.loss == .mse ? "global_mean" : "global_bias", shape: [])[0],
                userBias: try reader.floats("user_bias", shape: [userCount]),
                itemBias: try reader.floats("item_bias", shape: [itemCount])))
    }
}
