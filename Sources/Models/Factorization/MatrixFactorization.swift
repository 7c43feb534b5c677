import Datasets
import Diagnostics
import Layers
import Parameters

public struct MatrixFactorizationParameters: ParameterRecord {
    public var factors = 100
    public var learningRate = 0.005
    public var regularization = 0.02
    public var biasRegularization: Double?
    public var initStd = 0.1

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("factors", \.factors, in: 1...4096, "size D of user and item factors"),
        Field("learning_rate", \.learningRate, in: .positive, "step size γ"),
        Field("regularization", \.regularization, in: .nonNegative, "λ on factors (and on biases, unless bias_regularization is given)"),
        Field("bias_regularization", \.biasRegularization, in: .nonNegative, "λ on biases; null: the same as regularization"),
        Field("init_std", \.initStd, in: .positive, "standard deviation of the initial factors"),
    ]
}

/// r̂(u, i) = μ + b_u + b_i + p_u · q_i, by stochastic gradient descent on (r − r̂)² + λ (b_u² + b_i² + |p_u|² + |q_i|²), one rating at
/// a time:
/// with e = r − r̂, b ← b + γ (e − λ b), p ← p + γ (e q − λ p), q ← q + γ (e p − λ q).
///
/// Defaults are those of Surprise's SVD. Deviation from it: ratings come in a new random order each epoch, and users or items without
/// training ratings keep their initial factors (the prediction is then the biases plus a dot product of that size).
public enum MatrixFactorization: ModelDefinition {
    public static let id = "mf"
    public static let version = 1
    public static let documentation = "Biased matrix factorization on ratings, by stochastic gradient descent."
    public static let paper = "Koren, Bell, Volinsky 2009, doi:10.1109/MC.2009.263"
    public static let fields = MatrixFactorizationParameters.declarations

    public static func kind(_ parameters: ParameterValue) -> ModelKind { .rating }

    public static func make(parameters: ParameterValue, data: TrainingData, seed: UInt64) throws -> any TrainableModel {
        try FactorizationModel(options: MatrixFactorizationParameters(resolved: parameters), data: data, seed: seed)
    }

    public static func makeScorer(
        weights: [NamedTensor], parameters: ParameterValue, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        let reader = TensorReader(weights, model: id)
        let factors = try MatrixFactorizationParameters(resolved: parameters).factors
        return DotProductScorer(
            products: DotProducts(
                users: try reader.floats("user_factors", shape: [userCount, factors]),
                items: try reader.floats("item_factors", shape: [itemCount, factors]), factors: factors,
                offset: try reader.floats("global_mean", shape: [])[0], userBias: try reader.floats("user_bias", shape: [userCount]),
                itemBias: try reader.floats("item_bias", shape: [itemCount])))
    }
}
