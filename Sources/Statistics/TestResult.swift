/// What a two-sided significance test says.
public struct TestResult: Hashable, Sendable {
    public var statistic: Double
    /// The probability of a statistic at least as extreme where there is no difference; NaN where the test says nothing.
    public var pValue: Double
    /// Of a t test.
    public var degreesOfFreedom: Double?

    public init(statistic: Double, pValue: Double, degreesOfFreedom: Double? = nil) {
        self.statistic = statistic
        self.pValue = pValue
        self.degreesOfFreedom = degreesOfFreedom
    }
}
