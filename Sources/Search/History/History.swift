/// Whether smaller or larger values of an objective are better.
public enum Direction: String, Hashable, Sendable, CaseIterable {
    case minimize, maximize

    /// The value turned so that smaller is better.
    public func loss(_ value: Double) -> Double { self == .minimize ? value : -value }
}

/// Everything that samplers and pruners may know: the objectives and the trials so far, by number.
public struct History: Hashable, Sendable {
    public let directions: [Direction]
    public private(set) var trials: [Trial]

    /// `directions` has one entry for each objective (one if empty: minimize).
    public init(_ directions: [Direction] = [.minimize], trials: [Trial] = []) {
        self.directions = directions.isEmpty ? [.minimize] : directions
        self.trials = trials.sorted { $0.number < $1.number }
    }

    /// Adds a trial, or replaces the one with its number.
    public mutating func record(_ trial: Trial) {
        var position = trials.count
        while position > 0, trials[position - 1].number >= trial.number { position -= 1 }
        if position < trials.count, trials[position].number == trial.number {
            trials[position] = trial
        } else {
            trials.insert(trial, at: position)
        }
    }

    public func trial(_ number: Int) -> Trial? {
        // Trials are usually 0…n−1 without a gap.
        if trials.indices.contains(number), trials[number].number == number { return trials[number] }
        return trials.first { $0.number == number }
    }

    /// A trial that is complete but has a value that is no number, or the wrong count of values, has failed.
    public func state(of trial: Trial) -> TrialState {
        guard trial.state == .complete else { return trial.state }
        return trial.values.count == directions.count && !trial.values.contains(where: \.isNaN) ? .complete : .failed
    }

    /// The values of a complete trial, turned so that smaller is better.
    public func losses(of trial: Trial) -> [Double] { zip(directions, trial.values).map { $0.loss($1) } }

    /// The first trial before `number` with the same assignment that has not failed: what makes a proposal a duplicate.
    public func duplicate(of assignment: Assignment, before number: Int = .max) -> Trial? {
        trials.first { $0.number < number && $0.state != .failed && $0.assignment == assignment }
    }

    /// The complete feasible trial with the best first objective; ties go to the earliest. Nil where there is none.
    public var best: Trial? {
        var best: (loss: Double, trial: Trial)?
        for trial in trials where state(of: trial) == .complete && trial.violation == 0 {
            let loss = directions[0].loss(trial.values[0])
            if best.map({ loss < $0.loss }) ?? true { best = (loss, trial) }
        }
        return best?.trial
    }
}
