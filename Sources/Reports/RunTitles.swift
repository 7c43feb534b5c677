import Comparison
import Diagnostics
import RunDatabase

/// Short names that tell runs from one another: the variant, with the experiment where there are several, with the id where one variant
/// has several runs.
public func runTitles(_ runs: [RunSummary]) -> [String] {
    let isOneExperiment = Set(runs.map(\.experiment)).count == 1
    return runs.map { run in
        let name = isOneExperiment ? run.variant : "\(run.experiment)/\(run.variant)"
        return runs.count { $0.experiment == run.experiment && $0.variant == run.variant } > 1 ? "\(name) \(run.id.prefix(6))" : name
    }
}

extension RunDatabase {
    /// The ids of all runs that selectors name, each once, in order; with an experiment also the latest run of each of its variants. Throws `usage`
    /// for what is not there, and where nothing is chosen.
    public func selected(_ selectors: [String], experiment: String?) throws(Failure) -> [String] {
        var ids: [String] = []
        for selector in selectors { ids += try resolveMany(selector, higherIsBetter: isHigherBetter) }
        if let experiment { ids += try latestRuns(of: experiment) }
        if ids.isEmpty, let experiment {
            let known = try experiments()
            throw Failure(
                .usage, "there is no run of experiment '\(experiment)'",
                hint: suggestion(for: experiment, among: known) ?? "see what there is: pipeline runs")
        }
        var known: Set<String> = []
        return ids.filter { known.insert($0).inserted }
    }
}
