import Parameters

/// Asynchronous successive halving with promotion: every trial stops at the rungs min, min · η, min · η² …, and whenever a worker is free
/// the best trial that is among the first ⌊n / η⌋ of its rung and has not gone on is taken up again, from the cached epoch at which it
/// stopped; from the highest rung down. Only if there is none, a new trial is started.
///
/// Source: Li et al. 2020, "A system for massively parallel hyperparameter tuning", arXiv:1810.05934, algorithm 2.
public struct ASHAPruner: Pruner {
    public static let id = "asha"
    public static let summary = "successive halving whose stopped trials go on later, when they turn out to be among the best of their rung"

    private let rungs: Rungs

    public init(_ options: SuccessiveHalvingPruner.Options = SuccessiveHalvingPruner.Options()) {
        rungs = Rungs(first: options.minEpochs, factor: options.reductionFactor)
    }

    /// At every rung, until promoted.
    public func stops(_ trial: Trial, in history: History) -> Bool {
        guard let epoch = trial.reports.last?.epoch else { return false }
        return rungs.isRung(epoch) && !rungs.isPromotable(trial, at: epoch, history.losses(at: epoch))
    }

    public func promotion(in history: History, maximumEpochs: Int) -> Int? {
        rungs.promotion(in: history, maximumEpochs: maximumEpochs)
    }
}

extension Rungs {
    /// Among the first ⌊n / η⌋ of those that reported at the rung.
    func isPromotable(_ trial: Trial, at rung: Int, _ reported: [(number: Int, loss: Double)]) -> Bool {
        guard let own = reported.first(where: { $0.number == trial.number }), own.loss < .infinity else { return false }
        return reported.count { ($0.loss, $0.number) < (own.loss, own.number) } < reported.count / factor
    }

    /// The best stopped trial of the highest rung that may go on.
    func promotion(in history: History, maximumEpochs: Int, where isIncluded: (Trial) -> Bool = { _ in true }) -> Int? {
        for rung in below(maximumEpochs).reversed() {
            let reported = history.losses(at: rung, where: isIncluded)
            let best = reported.sorted { ($0.loss, $0.number) < ($1.loss, $1.number) }.prefix(reported.count / factor)
            for candidate in best where candidate.loss < .infinity {
                guard let trial = history.trial(candidate.number), trial.state == .pruned, trial.reports.last?.epoch == rung else {
                    continue
                }
                return trial.number
            }
        }
        return nil
    }
}
