import Diagnostics
import Layers
import Parameters

/// What a two-tower model minimises; see `ColumnLoss`.
public enum TowerLoss: String, ParameterChoice, Sendable {
    case sampledSoftmax = "sampled_softmax"
    case bpr, bce
}

public struct TwoTowerParameters: ParameterRecord {
    public var embeddingDim = 64
    public var history = 50
    public var userLayers: [Int] = []
    public var itemLayers: [Int] = []
    public var normalize = true
    public var temperature: Double?
    public var dropout = 0.0
    public var initStd = 0.01
    public var loss = TowerLoss.sampledSoftmax
    public var inBatch = true
    public var logQCorrection = true
    public var negatives = 0
    public var negativeSampling = NegativeSampling.uniform
    public var hardNegatives: Int?
    public var batchSize = 1024
    public var optimizer = OptimizerOptions.adam(AdamOptions())
    public var schedule = LearningRateSchedule.constant
    public var weightDecay = 0.0
    public var clipGradient: Double?

    public init() {}

    private static let layers = ParameterType.list(of: .int(1...4096), count: 0...8)

    public static let fields: [Field<Self>] = [
        Field("embedding_dim", \.embeddingDim, in: 1...4096, "size D of embeddings and of every feature vector"),
        Field("history", \.history, in: 0...10_000, "the user's last n training items that the user tower attends over; 0: none"),
        Field("user_layers", \.userLayers, type: layers, "sizes of the user tower's layers (ReLU between them); none: the gated features"),
        Field("item_layers", \.itemLayers, type: layers, "sizes of the item tower's layers; the last must equal the user tower's"),
        Field("normalize", \.normalize, "scale the vectors of both towers to length 1 before the dot product"),
        Field("temperature", \.temperature, in: .positive, "scores are divided by it; null: 0.1 with normalize, 1 without"),
        Field("dropout", \.dropout, in: .belowOne, "rate at which elements of the gated features are dropped while training"),
        Field("init_std", \.initStd, in: .positive, "standard deviation of the initial embeddings"),
        Field("loss", \.loss, "over the columns of a batch: sampled_softmax, or the mean of bpr or bce over a row's negatives"),
        Field("in_batch", \.inBatch, "the items of a batch's other rows are negatives, but those that the user has interacted with"),
        Field(
            "log_q_correction", \.logQCorrection,
            "sampled_softmax: subtract ln Q of a column from its scores while training, so that popular items are not punished for being "
                + "drawn more often"),
        Field("negatives", \.negatives, in: 0...1_048_576, "sampled negatives M of a batch, shared by its rows, beside those in the batch"),
        Field("negative_sampling", \.negativeSampling, "where sampled negatives come from"),
        Field(
            "hard_negatives", \.hardNegatives, in: 1...1_048_576,
            "use only that many of a row's negatives, those with the highest scores; null: all"),
        Field("batch_size", \.batchSize, in: 1...1_048_576, "positives of one step, at most"),
        Field("optimizer", \.optimizer, "how weights follow gradients"),
        Field("schedule", \.schedule, "how the learning rate changes while training"),
        Field(
            "weight_decay", \.weightDecay, in: .nonNegative,
            "λ of L2: adds λ p to the gradient of p; of embeddings only in rows that are updated"),
        Field("clip_gradient", \.clipGradient, in: .positive, "greatest Euclidean norm of a step's gradient; null: no limit"),
    ]

    /// Width of the vectors.
    var vectorSize: Int { userLayers.last ?? embeddingDim }
    var usedTemperature: Double { temperature ?? (normalize ? 0.1 : 1) }
    var scale: Float { Float(1 / usedTemperature) }

    func validate() throws {
        var problems: [Diagnostic] = []
        if vectorSize != itemLayers.last ?? embeddingDim {
            problems.append(
                .error(
                    "the towers end in vectors of different sizes: user \(vectorSize), item \(itemLayers.last ?? embeddingDim)",
                    hint: "make the last sizes of user_layers and item_layers equal (a tower without layers has embedding_dim)"))
        }
        if !inBatch, negatives == 0 {
            problems.append(
                .error("'in_batch: false' without 'negatives' leaves nothing to compare a positive with", hint: "set negatives: 1024"))
        }
        guard problems.isEmpty else { throw Failure(.invalidInput, problems) }
    }
}
