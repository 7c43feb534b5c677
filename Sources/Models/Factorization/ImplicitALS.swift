import Datasets
import Diagnostics
import Layers
import Parameters

/// How a row of `ials` is solved.
public enum ImplicitALSSolver: String, ParameterChoice, Sendable {
    case cholesky
    case conjugateGradient = "conjugate_gradient"
}

public struct ImplicitALSParameters: ParameterRecord {
    public var factors = 64
    public var unobservedWeight = 0.1
    public var regularization = 0.003
    public var frequencyExponent = 1.0
    public var initStd = 0.1
    public var solver = ImplicitALSSolver.cholesky
    public var steps: Int?

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("factors", \.factors, in: 1...4096, "size D of user and item factors"),
        Field(
            "unobserved_weight", \.unobservedWeight, in: .positive, "weight α of every pair as a 0, beside 1 of each observed pair as a 1"),
        Field("regularization", \.regularization, in: .positive, "λ"),
        Field(
            "frequency_exponent", \.frequencyExponent, in: .finite,
            "ν: a row with n interactions among m has λ (n + α m)^ν; 0: the same λ for all; 1: as if λ were added to every pair"),
        Field("init_std", \.initStd, in: .positive, "the initial factors have standard deviation init_std / √D"),
        Field(
            "solver", \.solver,
            "of each row's least squares: cholesky, exact, or conjugate_gradient, some steps from the row's last value (faster)"),
        Field("steps", \.steps, in: 1...100, "steps of conjugate_gradient; null: 3"),
    ]
}

/// Implicit matrix factorization by alternating least squares, ŷ(u, i) = p_u · q_i with D factors. With S the training pairs it minimises
///
///     Σ_{(u,i)∈S} (1 − ŷ)² + α Σ_{u,i} ŷ² + λ Σ_u (|S_u| + α I)^ν |p_u|² + λ Σ_i (|S_i| + α U)^ν |q_i|²
///
/// An epoch solves all users against the items, then all items against the users. The reported loss is the first two sums over |S|.
///
/// Deviations: an observed pair is one however often or high it was rated (confidence (1 + α) / α for all, in the terms of the 2008
/// paper); α, ν and the start are those of Rendle et al. 2022. `conjugate_gradient` is the solver of Takács et al. 2011.
public enum ImplicitALS: ModelDefinition {
    public static let id = "ials"
    public static let version = 1
    public static let documentation = "Implicit matrix factorization over all pairs, by alternating least squares."
    public static let paper =
        "Hu, Koren, Volinsky 2008, doi:10.1109/ICDM.2008.22; Rendle et al. 2022, Revisiting the performance of iALS, arXiv:2110.14037"
    public static let defaultEpochs = 16
    /// Of conjugate_gradient.
    static let defaultSteps = 3
    public static let fields = ImplicitALSParameters.declarations

    public static let userWeights: UserWeights? = UserWeights(rows: ["user_factors"])
    public static let itemVectorTensors = ["item_factors"]

    public static func kind(_ parameters: ParameterValue) -> ModelKind { .implicit }

    public static func validate(_ parameters: ParameterValue) throws {
        let options = try ImplicitALSParameters(resolved: parameters)
        guard options.steps == nil || options.solver == .conjugateGradient else {
            throw Failure(
                .invalidInput, "'steps' has no meaning with solver 'cholesky', which is exact",
                hint: "remove 'steps', or use solver: conjugate_gradient")
        }
    }

    public static func complete(_ parameters: inout ParameterValue) throws {
        guard try ImplicitALSParameters(resolved: parameters).solver == .conjugateGradient else { return }
        parameters.complete("steps", with: .int(Self.defaultSteps))
    }

    public static func make(parameters: ParameterValue, data: TrainingData, seed: UInt64) throws -> any TrainableModel {
        try validate(parameters)
        return try ImplicitALSModel(options: ImplicitALSParameters(resolved: parameters), data: data, seed: seed)
    }

    public static func makeScorer(
        weights: [NamedTensor], parameters: ParameterValue, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        let reader = TensorReader(weights, model: id)
        let factors = try ImplicitALSParameters(resolved: parameters).factors
        return DotProductScorer(
            products: DotProducts(
                users: try reader.floats("user_factors", shape: [userCount, factors]),
                items: try reader.floats("item_factors", shape: [itemCount, factors]), factors: factors))
    }
}
