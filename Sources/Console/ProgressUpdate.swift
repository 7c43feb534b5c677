/// What is new about a running stage. Fields left nil keep what was last said.
public struct ProgressUpdate: Hashable, Sendable {
    public struct Value: Hashable, Sendable {
        public var name: String
        public var value: Double

        public init(_ name: String, _ value: Double) {
            self.name = name
            self.value = value
        }
    }

    /// How much of the whole stage is done, in [0, 1]; where nil, it follows from the epochs.
    public var fraction: Double?
    /// Complete epochs.
    public var epoch: Int?
    /// All epochs that are asked for.
    public var epochs: Int?
    /// What is counted, where it is not epochs: "text".
    public var unit: String?
    /// Training loss.
    public var loss: Double?
    /// The metric that is watched, such as validation `ndcg@10`.
    public var metric: Value?
    /// Samples (or rows) per second.
    public var rate: Double?
    /// A few words in place of the numbers, such as "12 of 31 MB".
    public var message: String?

    public init(
        fraction: Double? = nil, epoch: Int? = nil, epochs: Int? = nil, unit: String? = nil, loss: Double? = nil,
        metric: Value? = nil, rate: Double? = nil, message: String? = nil
    ) {
        self.fraction = fraction
        self.epoch = epoch
        self.epochs = epochs
        self.unit = unit
        self.loss = loss
        self.metric = metric
        self.rate = rate
        self.message = message
    }

    /// This, with what `newer` says.
    func merged(with newer: ProgressUpdate) -> ProgressUpdate {
        ProgressUpdate(
            fraction: newer.fraction ?? (newer.epoch == nil ? fraction : nil), epoch: newer.epoch ?? epoch,
            epochs: newer.epochs ?? epochs, unit: newer.unit ?? unit, loss: newer.loss ?? loss, metric: newer.metric ?? metric,
            rate: newer.rate ?? rate, message: newer.message ?? message)
    }

    /// `fraction`, or the share of epochs; in [0, 1].
    var done: Double? {
        if let fraction { return fraction.isFinite ? min(1, max(0, fraction)) : nil }
        guard let epoch, let epochs, epochs > 0 else { return nil }
        return min(1, max(0, Double(epoch) / Double(epochs)))
    }
}

/// How a stage ended, as the sign in front of its line.
public enum ProgressSymbol: Hashable, Sendable {
    case done, cached, failed, skipped, interrupted, warning

    public var sign: String {
        switch self {
        case .done: "✓"
        case .cached: "•"
        case .failed: "✗"
        case .skipped: "–"
        case .interrupted: "◦"
        case .warning: "!"
        }
    }

    var style: Style {
        switch self {
        case .done: .green
        case .cached, .skipped: .dim
        case .failed: .red
        case .interrupted, .warning: .yellow
        }
    }
}
