/// How far a stage is, for people and for the run database.
public struct StageProgress: Hashable, Sendable {
    public struct Metric: Hashable, Sendable {
        public var name: String
        public var step: Int
        public var value: Double

        public init(_ name: String, step: Int, value: Double) {
            self.name = name
            self.step = step
            self.value = value
        }
    }

    /// Of `total`, when known.
    public var step: Int?
    public var total: Int?
    /// What a step is: "epoch", "user".
    public var unit: String
    public var message: String
    public var metrics: [Metric]
    /// Of the whole stage, in [0, 1]; where nil it follows from `step` and `total`.
    public var fraction: Double?
    /// What a training minimises, so far in this step.
    public var loss: Double?
    /// Samples or rows a second.
    public var rate: Double?

    public init(
        step: Int? = nil, total: Int? = nil, unit: String = "", fraction: Double? = nil, message: String = "", metrics: [Metric] = [],
        loss: Double? = nil, rate: Double? = nil
    ) {
        self.step = step
        self.total = total
        self.unit = unit
        self.message = message
        self.metrics = metrics
        self.fraction = fraction
        self.loss = loss
        self.rate = rate
    }
}
