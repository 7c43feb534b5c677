/// How important each parameter is for being among the best trials: the Pearson divergence of its density among the best trials from its
/// density among all, both as Parzen estimators on a grid. Parameters of branches count where they are active (conditional PED-ANOVA).
///
/// Only complete feasible trials with finite values count. `target` is the part of trials that are "best"; values are unnormalised,
/// larger is more important, and 0 where fewer than two trials, no best trial or a single value say nothing.
/// Source: Watanabe, Bansal, Hutter 2023, arXiv:2304.10255; arXiv:2601.20800 (theorem 4.2) for conditions. Agrees with Optuna 5.0.
public struct PEDANOVA: Sendable {
    public var target: Double

    /// `target` in (0, 1).
    public init(target: Double = 0.1) { self.target = min(max(target, 1e-9), 1 - 1e-9) }

    /// By path, most important first (ties by path); each path that occurs in a trial has an entry.
    public func importance(of objective: Int = 0, in history: History, space: SearchSpace) -> [(name: String, importance: Double)] {
        let trials = history.trials.filter {
            history.state(of: $0) == .complete && $0.violation == 0 && $0.values.allSatisfy(\.isFinite)
                && $0.assignment.codes.count == space.parameters.count
        }
        let best = bestTrials(trials, history.directions, objective)
        let names = Set(
            space.parameters.indices.filter { index in trials.contains { $0.assignment.codes[index] != nil } }
                .map { space.parameters[$0].name })
        return names.map { ($0, trials.count < 2 ? 0 : importance($0, space, trials, best)) }
            .sorted { $0.1 == $1.1 ? $0.0 < $1.0 : $0.1 > $1.1 }
    }

    /// Whether each trial is at least as good as the quantile.
    private func bestTrials(_ trials: [Trial], _ directions: [Direction], _ objective: Int) -> [Bool] {
        guard !trials.isEmpty, directions.indices.contains(objective) else { return trials.map { _ in false } }
        let losses = trials.map { directions[objective].loss($0.values[objective]) }
        let cutoff = losses.sorted()[Int((target * Double(losses.count)).rounded(.up)) - 1]
        return losses.map { $0 <= cutoff }
    }

    /// Over the regimes of a path (the distributions that it has in different trials): α² / β × divergence, α and β the parts of the best
    /// and of all trials that lie in the regime; times (best / all)².
    private func importance(_ name: String, _ space: SearchSpace, _ trials: [Trial], _ best: [Bool]) -> Double {
        let bestCount = Double(best.count { $0 })
        guard bestCount > 0 else { return 0 }
        var regimes: [Distribution: (all: [Double], best: [Double])] = [:]
        for (trial, isBest) in zip(trials, best) {
            for (index, parameter) in space.parameters.enumerated() where parameter.name == name {
                guard let code = trial.assignment.codes[index] else { continue }
                regimes[parameter.distribution, default: ([], [])].all.append(code)
                if isBest { regimes[parameter.distribution, default: ([], [])].best.append(code) }
            }
        }
        var sum = 0.0
        // Summed in a fixed order: that of a dictionary differs from process to process.
        for (distribution, regime) in regimes.sorted(by: { ($0.value.all.count, "\($0.key)") < ($1.value.all.count, "\($1.key)") }) {
            guard regime.all.count >= 2, !distribution.isSingle, !regime.best.isEmpty else { continue }
            let alpha = Double(regime.best.count) / bestCount, beta = Double(regime.all.count) / Double(trials.count)
            sum += alpha * alpha / beta * divergence(distribution, regime.best, regime.all)
        }
        let quantile = bestCount / Double(trials.count)
        return sum * quantile * quantile
    }

    private func divergence(_ distribution: Distribution, _ best: [Double], _ all: [Double]) -> Double {
        let top = ScottDensity(distribution, best).values, local = ScottDensity(distribution, all).values
        return zip(top, local).reduce(0) { sum, pair in
            let ratio = (pair.0 + 1e-12) / (pair.1 + 1e-12) - 1
            return sum + (pair.1 + 1e-12) * ratio * ratio
        }
    }
}
