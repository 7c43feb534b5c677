import Parameters

/// At the epochs min, min · η, min · η² … a trial goes on if it is among the best 1/η of those that have come so far; one that is stopped
/// stays stopped. The first at an epoch always goes on, so that a worker never waits.
///
/// Source: Jamieson, Talwalkar 2016, arXiv:1502.07943; in the form that stops at once of Li et al. 2020, arXiv:1810.05934, section 3.3.
public struct SuccessiveHalvingPruner: Pruner {
    public static let id = "successive-halving"
    public static let summary = "the best 1/η of the trials go on at each rung of epochs; the others stop for good"

    public struct Options: ParameterRecord {
        public var reductionFactor = 3
        public var minEpochs = 1

        public init() {}

        public static let fields: [Field<Options>] = [
            Field("reduction_factor", \.reductionFactor, in: 2...100, "η: one of so many trials goes on"),
            Field("min_epochs", \.minEpochs, in: 1...1_000_000, "epochs that every trial gets"),
        ]
    }

    private let rungs: Rungs

    public init(_ options: Options = Options()) {
        rungs = Rungs(first: options.minEpochs, factor: options.reductionFactor)
    }

    public func stops(_ trial: Trial, in history: History) -> Bool {
        guard let epoch = trial.reports.last?.epoch, rungs.isRung(epoch) else { return false }
        return rungs.isBehind(trial, history.losses(at: epoch))
    }
}

extension Rungs {
    /// Not among the best max(1, ⌊n / η⌋); of equal ones the earlier number is better. `reported` holds the trial itself.
    func isBehind(_ trial: Trial, _ reported: [(number: Int, loss: Double)]) -> Bool {
        guard let own = reported.first(where: { $0.number == trial.number }) else { return false }
        let better = reported.count { ($0.loss, $0.number) < (own.loss, own.number) }
        return better >= max(1, reported.count / factor)
    }
}
