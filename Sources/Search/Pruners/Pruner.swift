import Parameters

/// Decides from reports which trials go on. Pure: a decision is a function of the history.
///
/// Rules, held by the contract suite over `PrunerRegistry.all`:
/// - a trial is never stopped before the pruner's first epoch, nor the best of the trials that reported at that epoch;
/// - NaN is worse than every number;
/// - only `promotion` starts a stopped trial again, and never one that failed, is complete, or was already promoted as far.
public protocol Pruner: Sendable {
    associatedtype Options: ParameterRecord

    static var id: String { get }
    static var summary: String { get }

    init(_ options: Options)

    /// Asked after each report of a running trial; `history` holds the report. True stops the trial.
    func stops(_ trial: Trial, in history: History) -> Bool

    /// Asked whenever a worker is free, before a new trial is proposed: a stopped trial that should go on, from its last epoch.
    /// `maximumEpochs` is how far a trial runs that nothing stops.
    func promotion(in history: History, maximumEpochs: Int) -> Int?
}

extension Pruner {
    public func promotion(in history: History, maximumEpochs: Int) -> Int? { nil }
}

extension History {
    /// What trials reported after an epoch, turned so that smaller is better, NaN as infinity. Failed trials do not count.
    func losses(at epoch: Int, where isIncluded: (Trial) -> Bool = { _ in true }) -> [(number: Int, loss: Double)] {
        trials.compactMap { trial in
            guard trial.state != .failed, isIncluded(trial), let value = trial.report(at: epoch) else { return nil }
            return (trial.number, value.isNaN ? .infinity : directions[0].loss(value))
        }
    }

    /// The better of a trial's reports up to an epoch, as a loss; infinity where every one is NaN.
    func bestLoss(of trial: Trial, upTo epoch: Int) -> Double {
        trial.reports.filter { $0.epoch <= epoch && !$0.value.isNaN }.map { directions[0].loss($0.value) }.min() ?? .infinity
    }
}

/// The epochs at which halving decides: `first`, `first` · η, `first` · η², …
struct Rungs: Sendable {
    let first: Int
    let factor: Int

    func isRung(_ epoch: Int) -> Bool {
        var rung = first
        while rung < epoch { rung *= factor }
        return rung == epoch
    }

    /// The rungs below a number of epochs, rising.
    func below(_ epochs: Int) -> [Int] {
        var found: [Int] = [], rung = first
        while rung < epochs {
            found.append(rung)
            rung *= factor
        }
        return found
    }
}
