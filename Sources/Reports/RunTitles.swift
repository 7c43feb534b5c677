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
    /// The ids that selectors mean, each once, in order; with an experiment also the latest run of each of its variants.
    public func selected(_ selectors: [String], experiment: String?) throws -> [String] {
        var ids: [String] = []
        for selector in selectors { ids.append(try resolve(selector)) }
        if let experiment {
            var seen: Set<String> = []
            let runs = try runs(RunFilter(experiment: experiment))
            // Newest first: the first of each variant is the latest; finished ones count before others. Shown in the order of their start.
            let latest = (runs.filter { $0.status == .finished } + runs).filter { seen.insert($0.variant).inserted }
            ids += latest.sorted { ($0.started, $0.variant) < ($1.started, $1.variant) }.map(\.id)
        }
        var known: Set<String> = []
        return ids.filter { known.insert($0).inserted }
    }
}
