import Parameters

/// What every model's `train` block takes beside the model's own hyperparameters.
public struct TrainingOptions: ParameterRecord {
    public var epochs: Int?
    public var earlyStopping: EarlyStopping?
    public var select: Selection?

    public init() {}

    public static let fields: [Field<Self>] = [
        Field(
            "epochs", \.epochs, in: 1...100_000, "passes over the training data at most; null takes the model's default", isBudget: true),
        Field(
            "early_stopping", \.earlyStopping, "stop when a validation metric no longer improves", isBudget: true),
        Field(
            "select", \.select,
            "weights to keep: those of the epoch with the best first validation metric, or the last; null: best with validation data",
            isBudget: true),
    ]

    public enum Selection: String, ParameterChoice { case best, last }
}

/// Stop after `patience` epochs without an improvement of `metric` by more than `min_delta`.
public struct EarlyStopping: NestedParameters {
    public var metric: String?
    public var patience = 5
    public var minDelta = 0.0

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("metric", \.metric, "a validation metric such as ndcg@10; null takes the first of validation.metrics"),
        Field("patience", \.patience, in: 1...100_000, "epochs without improvement before stopping"),
        Field("min_delta", \.minDelta, in: .nonNegative, "an improvement must exceed this"),
    ]
}
