import Metrics

/// Whether more of a metric is better: of errors and losses it is not. Names may have a part in front: `valid/ndcg@10`.
public func isHigherBetter(_ name: String) -> Bool {
    let id = name.split(separator: "/").last.map(String.init) ?? name
    return (try? MetricRegistry.parse([id], cutoffs: [1]))?.first?.metric.higherIsBetter ?? (id != "loss")
}

/// Results among names (`ndcg@10`, not `data/users`), in the order of the metrics and then by cutoff.
public func resultNames(_ names: some Sequence<String>) -> [String] {
    let order = Dictionary(uniqueKeysWithValues: MetricRegistry.all.enumerated().map { ($0.element.id, $0.offset) })
    return Set(names).compactMap { name in
        (try? MetricRegistry.parse([name], cutoffs: [1]))?.first.map { (name, order[$0.metric.id] ?? 0, $0.cutoff ?? 0) }
    }.sorted { ($0.1, $0.2, $0.0) < ($1.1, $1.2, $1.0) }.map(\.0)
}

/// The result that a comparison is about where nobody says: ndcg@10, else the first.
public func primaryResult(_ names: [String]) -> String? { names.contains("ndcg@10") ? "ndcg@10" : names.first }
