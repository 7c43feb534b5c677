/// Mean and spread of a sample.
public struct Moments: Hashable, Sendable {
    public var count: Int
    /// NaN for an empty sample.
    public var mean: Double
    /// Sample standard deviation (n − 1); NaN for fewer than two values.
    public var deviation: Double

    /// In two passes: no cancellation where the mean is large against the spread.
    public init(_ values: some Collection<Double>) {
        count = values.count
        mean = count > 0 ? values.reduce(0, +) / Double(count) : .nan
        let centre = mean
        let squares = values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
        deviation = count > 1 ? (squares / Double(count - 1)).squareRoot() : .nan
    }

    /// Of the mean; NaN for fewer than two values.
    public var standardError: Double { deviation / Double(count).squareRoot() }

    /// The interval of Student's t that covers the true mean with probability `level`, where values are independent and about normal;
    /// nil for fewer than two values.
    public func interval(level: Double = 0.95) -> Interval? {
        guard count > 1 else { return nil }
        let reach = StudentDistribution(degrees: Double(count - 1)).critical(twoSided: 1 - level) * standardError
        return Interval(mean - reach, mean + reach)
    }
}

/// From `low` to `high`, both included.
public struct Interval: Hashable, Sendable {
    public var low: Double
    public var high: Double

    public init(_ low: Double, _ high: Double) {
        self.low = low
        self.high = high
    }
}
