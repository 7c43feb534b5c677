import Diagnostics
import Layers
import Parameters

/// Hyperparameters that every model trained by gradient shares, beside its own, in the same block of the spec.
public struct GradientTrainingOptions: ParameterRecord, Hashable {
    public var loss = LossChoice.bce
    public var negatives: Int?
    public var negativeSampling = NegativeSampling.uniform
    public var batchSize = 256
    public var optimizer = OptimizerOptions.adam(AdamOptions())
    public var schedule = LearningRateSchedule.constant
    public var weightDecay = 0.0
    public var clipGradient: Double?
    public var meanOffset: Bool?

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("loss", \.loss, "mse on ratings, or bce, bpr or sampled_softmax on interactions with sampled negatives"),
        Field(
            "negatives", \.negatives, in: 1...1000,
            "negatives N for each positive, new every epoch, never a training positive; null: 4 for bce, 1 for bpr, 16 for sampled_softmax"),
        Field(
            "negative_sampling", \.negativeSampling,
            "where sampled negatives come from; sampled_softmax subtracts the logarithm of their probability from the scores while training"
        ),
        Field(
            "batch_size", \.batchSize, in: 1...1_048_576,
            "samples of one step: positives and negatives (bce), pairs (bpr), positives (sampled_softmax) or ratings (mse)"),
        Field("optimizer", \.optimizer, "how weights follow gradients"),
        Field("schedule", \.schedule, "how the learning rate changes while training"),
        Field(
            "weight_decay", \.weightDecay, in: .nonNegative,
            "λ of L2: adds λ p to the gradient of p, or with adamw multiplies p by 1 - learning_rate λ at each step; of embeddings only in "
                + "rows that are updated (with embeddings: dense or exact, all)"),
        Field("clip_gradient", \.clipGradient, in: .positive, "greatest Euclidean norm of a step's gradient; null: no limit"),
        Field("mean_offset", \.meanOffset, "add the mean training rating to the scores (mse only); null: true for mse"),
    ]

    /// N: 0 where the loss takes none.
    public var negativesPerPositive: Int { negatives ?? defaultNegatives ?? 0 }

    /// Nil where the loss takes none.
    private var defaultNegatives: Int? {
        switch loss {
        case .mse: nil
        case .bce: 4
        case .bpr: 1
        case .sampledSoftmax: 16
        }
    }

    /// Gives `negatives` and `mean_offset` the values that the loss takes.
    static func complete(_ parameters: inout ParameterValue) throws {
        let options = try Self(resolved: parameters)
        if let negatives = options.defaultNegatives { parameters.complete("negatives", with: .int(negatives)) }
        parameters.complete("mean_offset", with: .bool(options.loss == .mse))
    }

    /// Rows of scores that belong together.
    var rowsPerSample: Int {
        switch loss {
        case .mse, .bce: 1
        case .bpr: 2
        case .sampledSoftmax: negativesPerPositive + 1
        }
    }

    /// Of sampled negatives; nil where every item is drawn alike.
    func distribution(items: [Int32], itemCount: Int) -> ItemDistribution? {
        negativeSampling == .uniform ? nil : negativeSampling.distribution(items: items, itemCount: itemCount)
    }

    public var kind: ModelKind { loss == .mse ? .rating : .implicit }

    func validate() throws {
        var problems: [Diagnostic] = []
        if loss == .mse, negatives != nil {
            problems.append(
                .error(
                    "'negatives' has no meaning with loss 'mse', which learns from observed ratings",
                    hint: "remove 'negatives', or use loss: bce or bpr"))
        }
        if loss == .mse, negativeSampling != .uniform {
            problems.append(
                .error(
                    "'negative_sampling' has no meaning with loss 'mse', which learns from observed ratings",
                    hint: "remove 'negative_sampling', or use loss: bce, bpr or sampled_softmax"))
        }
        if loss != .mse, meanOffset == true {
            problems.append(
                .error(
                    "'mean_offset' has no meaning with loss '\(loss.rawValue)', which does not predict ratings",
                    hint: "remove 'mean_offset', or use loss: mse"))
        }
        guard problems.isEmpty else { throw Failure(.invalidInput, problems) }
    }
}
