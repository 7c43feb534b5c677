import Diagnostics
import Layers
import Parameters

/// What reads a document.
public enum DocumentReader: String, ParameterChoice, Sendable { case bilstm, cnn }

/// What makes a rating of the two documents.
public enum TextHead: String, ParameterChoice, Sendable { case dense, fm }

/// How users' and items' biases enter.
public enum TextBiases: String, ParameterChoice, Sendable { case none, learned, damped }

public struct DeepCooperativeParameters: ParameterRecord {
    public var textEncoder = DocumentReader.bilstm
    public var head: TextHead?
    public var sharedSides = false
    public var embeddingDim = 64
    public var hidden = 64
    public var attentionDim: Int?
    public var window = 3
    public var fusionDim = 64
    public var factors = 8
    public var idEmbeddingDim = 0
    public var biases = TextBiases.damped
    public var userRegularization = 15.0
    public var itemRegularization = 10.0
    public var clipRatings = true
    public var dropout = 0.2
    public var initStd = 0.1
    public var batchSize = 64
    public var optimizer = OptimizerOptions.adam(AdamOptions())
    public var schedule = LearningRateSchedule.constant
    public var weightDecay = 0.0
    public var clipGradient: Double?

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("text_encoder", \.textEncoder, "bilstm with attention, or cnn with max over time"),
        Field("head", \.head, "dense: a hidden layer over both documents; fm: a factorization machine; null: dense for bilstm, fm for cnn"),
        Field("shared_sides", \.sharedSides, "one text encoder for users' and items' documents instead of one each"),
        Field("embedding_dim", \.embeddingDim, in: 1...4096, "size D of token vectors, which both sides share"),
        Field("hidden", \.hidden, in: 1...4096, "units H of the LSTM in each direction, or filters of the cnn"),
        Field("attention_dim", \.attentionDim, in: 1...4096, "size A of the attention's hidden layer (bilstm); null: 2 hidden"),
        Field("window", \.window, in: 1...15, "tokens that a filter sees (cnn)"),
        Field("fusion_dim", \.fusionDim, in: 1...4096, "size of the dense head's hidden layer"),
        Field("factors", \.factors, in: 1...1024, "factors K of the factorization machine"),
        Field("id_embedding_dim", \.idEmbeddingDim, in: 0...4096, "size of an embedding of the user's and the item's number; 0: none"),
        Field(
            "biases", \.biases,
            "of users and items: none; learned with the rest; damped: those of the model bias, each training rating seeing them as they are "
                + "without it, times two learned weights"),
        Field("user_regularization", \.userRegularization, in: .nonNegative, "of damped biases: ratings' worth of shrinkage of a user's"),
        Field("item_regularization", \.itemRegularization, in: .nonNegative, "of damped biases: ratings' worth of shrinkage of an item's"),
        Field("clip_ratings", \.clipRatings, "predictions stay within the range of the training ratings"),
        Field("dropout", \.dropout, in: .belowOne, "rate at which elements of the document vectors are dropped while training"),
        Field("init_std", \.initStd, in: .positive, "standard deviation of the initial embeddings"),
        Field("batch_size", \.batchSize, in: 1...65_536, "ratings of one step"),
        Field("optimizer", \.optimizer, "how weights follow gradients"),
        Field("schedule", \.schedule, "how the learning rate changes while training"),
        Field(
            "weight_decay", \.weightDecay, in: .nonNegative,
            "λ of L2: adds λ p to the gradient of p, or with adamw multiplies p by 1 - learning_rate λ at each step; of embeddings only in "
                + "rows that are updated (with embeddings: dense or exact, all)"),
        Field("clip_gradient", \.clipGradient, in: .positive, "greatest Euclidean norm of a step's gradient; null: no limit"),
    ]

    var usedHead: TextHead { head ?? (textEncoder == .cnn ? .fm : .dense) }

    var encoding: DocumentEncoding {
        switch textEncoder {
        case .bilstm: .recurrent(hidden: hidden, attention: attentionDim ?? 2 * hidden)
        case .cnn: .convolution(filters: hidden, window: window)
        }
    }

    /// C: columns of a document's vector.
    var vectorSize: Int { textEncoder == .bilstm ? 2 * hidden : hidden }
}
