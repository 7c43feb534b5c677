import Datasets
import Diagnostics
import Layers
import Parameters

/// The Deep Cooperative Network: a user is read from the reviews that the user wrote, an item from its description or the reviews that it
/// got, and the rating follows from both. For each side, with token vectors x_t (L × D) of the document:
///
///     h_t = [LSTM→(x)_t ; LSTM←(x)_t]                 2H, over the document in both directions
///     a = softmax_t(v · tanh(W h_t + b)),  c = Σ_t a_t h_t      attention: the context vector, 2H
///     z = [c_user ; c_item ; p_u ; q_i]               the last two where id_embedding_dim > 0
///     r̂ = μ + w · ReLU(W_f z + b_f) + b_o + biases    head `dense`
///     r̂ = μ + w · z + Σ_{j<k} ⟨v_j, v_k⟩ z_j z_k + b_o + biases    head `fm`, a factorization machine
///
/// μ is the mean training rating, biases are 0, b_u + b_i (`learned`), or w_u b_u + w_i b_i of shrunken means (`damped`); the loss is the
/// squared error. With text_encoder `cnn`, c = max_t ReLU(Σ_k K_k x_{t+k} + b) over windows of tokens, and the default head is `fm`: that
/// is DeepCoNN (Zheng et al. 2017, but for its dense layer between pooling and factorization machine, and with biases where asked).
///
/// While a training rating is learned, its own review is in neither document, and with damped biases its rating is in neither bias: the
/// model never sees, in training, what it will not see of the future (see docs/text.md; `encode.leaky` is the protocol of the literature).
/// At scoring a document holds all training reviews of its user or item, so those are encoded once and pairs cost the head alone.
///
/// Deviations: predictions are cut to the range of the training ratings (`clip_ratings`); the last weights start at 0, so that
/// training begins at the biases. Where documents come with the vectors v of a pretrained encoder (`encode.model`), of tokens or of
/// whole reviews, these stay as they are and x_t = W_p v_t + b_p + m_t, with a learned vector m for the rating of the review; else x_t
/// is learned.
public enum DeepCooperativeNetwork: ModelDefinition {
    public static let id = "dcn"
    public static let version = 1
    public static let documentation =
        "Deep Cooperative Network: reviews of user and item through BiLSTM and attention (or a CNN: DeepCoNN), then a dense head."
    public static let paper =
        "Zheng, Noroozi, Yu 2017, arXiv:1701.04783 (DeepCoNN); attention as in Yang et al. 2016, doi:10.18653/v1/N16-1174"
    public static let documents = FeatureUse.required
    public static let defaultEpochs = 10
    public static var fields: [FieldDeclaration] { DeepCooperativeParameters.declarations }

    static let userVectors = "user_vectors", itemVectors = "item_vectors"
    static let userBiases = "damped.user_bias", itemBiases = "damped.item_bias"

    public static func kind(_ parameters: ParameterValue) -> ModelKind { .rating }

    public static func validate(_ parameters: ParameterValue) throws {
        let options = try DeepCooperativeParameters(resolved: parameters)
        var problems: [Diagnostic] = []
        if options.textEncoder == .cnn, options.attentionDim != nil {
            problems.append(.error("'attention_dim' has no meaning with text_encoder 'cnn'", hint: "remove 'attention_dim'"))
        }
        guard problems.isEmpty else { throw Failure(.invalidInput, problems) }
    }

    public static func complete(_ parameters: inout ParameterValue) throws {
        let options = try DeepCooperativeParameters(resolved: parameters)
        parameters.complete("head", with: .string(options.usedHead.rawValue))
        if options.textEncoder == .bilstm { parameters.complete("attention_dim", with: .int(2 * options.hidden)) }
    }

    public static func make(parameters: ParameterValue, data: TrainingData, seed: UInt64) throws -> any TrainableModel {
        try validate(parameters)
        return try DeepCooperativeModel(options: DeepCooperativeParameters(resolved: parameters), data: data, seed: seed)
    }

    public static func makeScorer(
        weights: [NamedTensor], parameters: ParameterValue, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        let options = try DeepCooperativeParameters(resolved: parameters), reader = TensorReader(weights, model: id)
        try DeepCooperativeScorer.check(weights, options, userCount: userCount, itemCount: itemCount)
        return DeepCooperativeScorer(
            options, weights, offset: try reader.floats("offset", shape: [])[0], range: try reader.floats("rating_range", shape: [2]),
            userCount: userCount, itemCount: itemCount)
    }
}
