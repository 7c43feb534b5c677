import Metrics

/// What names of metrics say.
public enum ResultNames {
    /// Results (`ndcg@10`) in the order of the metrics and then by cutoff; names with a slash are about how they came to be.
    public static func sorted(_ names: some Sequence<String>) -> [String] {
        let order = Dictionary(uniqueKeysWithValues: MetricRegistry.all.enumerated().map { ($0.element.id, $0.offset) })
        let requests = Set(names).compactMap { name in request(name).map { (name, order[$0.metric.id] ?? 0, $0.cutoff ?? 0) } }
        return requests.sorted { ($0.1, $0.2) < ($1.1, $1.2) }.map(\.0)
    }

    /// For `ndcg@10` and `valid/ndcg@10` alike; losses are better when lower, what is unknown when higher.
    public static func higherIsBetter(_ name: String) -> Bool {
        let id = name.split(separator: "/").last.map(String.init) ?? name
        return request(id)?.metric.higherIsBetter ?? (id != "loss")
    }

    /// Whether the run's value is the mean of the users' values.
    public static func isMeanOverUsers(_ name: String) -> Bool { request(name)?.metric.kind == .ranking }

    /// The result that a comparison is about where nobody says: ndcg@10, else the first.
    public static func primary(_ names: [String]) -> String? { names.contains("ndcg@10") ? "ndcg@10" : names.first }

    private static func request(_ name: String) -> MetricRequest? { (try? MetricRegistry.parse([name], cutoffs: [1]))?.first }
}
