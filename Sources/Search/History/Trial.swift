/// How a trial ended, or that it has not.
public enum TrialState: String, Hashable, Sendable, CaseIterable {
    case running, complete, failed
    /// Stopped early by a pruner, with the values it had reported.
    case pruned
}

/// One trial as samplers and pruners see it.
public struct Trial: Hashable, Sendable {
    /// From 0, in the order in which trials were started; the key of a trial's randomness.
    public var number: Int
    public var assignment: Assignment
    public var state: TrialState
    /// One for each objective, as reported; empty unless complete.
    public var values: [Double]
    /// How far each constraint is violated: at most 0 is feasible. Empty where nothing is constrained or known.
    public var violations: [Double]
    /// The first objective after each epoch reported so far, by rising epoch (from 1).
    public var reports: [Report]

    public struct Report: Hashable, Sendable {
        public var epoch: Int
        public var value: Double

        public init(epoch: Int, value: Double) {
            self.epoch = epoch
            self.value = value
        }
    }

    public init(
        _ number: Int, _ assignment: Assignment, _ state: TrialState, values: [Double] = [], violations: [Double] = [],
        reports: [Report] = []
    ) {
        self.number = number
        self.assignment = assignment
        self.state = state
        self.values = values
        self.violations = violations
        self.reports = reports
    }

    /// The sum of what is violated; 0 for a feasible trial. NaN counts as infinitely violated.
    public var violation: Double {
        violations.reduce(0) { $0 + ($1.isNaN ? .infinity : max(0, $1)) }
    }

    /// The value reported after an epoch.
    public func report(at epoch: Int) -> Double? { reports.first { $0.epoch == epoch }?.value }
}
