import Parameters

/// Stops a trial whose best report so far is worse than the median of what the finished trials had reported after the same epoch.
///
/// Source: Golovin et al. 2017, "Google Vizier", doi:10.1145/3097983.3098043 (median stopping rule, without its running average).
public struct MedianPruner: Pruner {
    public static let id = "median"
    public static let summary = "stops a trial that is worse than the median of earlier ones at the same epoch"

    public struct Options: ParameterRecord {
        public var startupTrials = 5
        public var minEpochs = 1

        public init() {}

        public static let fields: [Field<Options>] = [
            Field("startup_trials", \.startupTrials, in: 1...10_000, "trials that must have reported at an epoch before it can stop one"),
            Field("min_epochs", \.minEpochs, in: 1...1_000_000, "epochs that every trial gets"),
        ]
    }

    private let options: Options

    public init(_ options: Options = Options()) { self.options = options }

    public func stops(_ trial: Trial, in history: History) -> Bool {
        guard let epoch = trial.reports.last?.epoch, epoch >= options.minEpochs else { return false }
        let others = history.losses(at: epoch) { $0.number != trial.number && $0.state != .running }.map(\.loss).sorted()
        guard others.count >= options.startupTrials else { return false }
        let upper = others[others.count / 2], lower = others[(others.count - 1) / 2]
        return history.bestLoss(of: trial, upTo: epoch) > (upper == lower ? upper : (upper + lower) / 2)
    }
}
