import Diagnostics

/// Every metric there is. A new one is a new file and a line here.
public enum MetricRegistry {
    public static let all: [Metric] = [
        Metric(NDCG.self),
        Metric(ExponentialNDCG.self),
        Metric(Precision.self),
        Metric(Recall.self),
        Metric(HitRate.self),
        Metric(ReciprocalRank.self),
        Metric(AveragePrecision.self),
        Metric(AreaUnderCurve.self),
        Metric(RootMeanSquaredError.self),
        Metric(MeanSquaredError.self),
        Metric(MeanAbsoluteError.self),
        Metric(PearsonCorrelation.self),
    ]

    public static func metric(named name: String) -> Metric? {
        all.first { $0.id == name || $0.aliases.contains(name) }
    }

    /// Requests in the order written, duplicates dropped. A bare name that needs a cutoff stands for one request for each of `cutoffs`.
    /// Throws a `Failure` with one diagnostic for each name that is wrong.
    public static func parse(_ names: [String], cutoffs: [Int] = []) throws(Failure) -> [MetricRequest] {
        var requests: [MetricRequest] = [], seen: Set<String> = [], problems: [Diagnostic] = []
        for name in names {
            switch parse(name, cutoffs: cutoffs) {
            case .success(let parsed): requests += parsed.filter { seen.insert($0.name).inserted }
            case .failure(let failure): problems += failure.diagnostics
            }
        }
        guard problems.isEmpty else { throw Failure(.invalidInput, problems) }
        return requests
    }

    private static func parse(_ name: String, cutoffs: [Int]) -> Result<[MetricRequest], Failure> {
        let parts = name.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let metric = metric(named: String(parts[0])) else { return .failure(unknown(String(parts[0]), in: name)) }
        if parts.count == 2 {
            guard metric.cutoffUse != .never else {
                return .failure(
                    Failure(.invalidInput, "metric '\(metric.id)' takes no cutoff, found '\(name)'", hint: "write '\(metric.id)'"))
            }
            guard let cutoff = Int(parts[1]), 1...1_000_000 ~= cutoff else {
                return .failure(
                    Failure(
                        .invalidInput, "the cutoff of metric '\(name)' is not a whole number from 1 to 1000000",
                        hint: "for example '\(metric.id)@10'"))
            }
            return .success([MetricRequest(metric: metric, cutoff: cutoff)])
        }
        guard metric.cutoffUse == .required else { return .success([MetricRequest(metric: metric, cutoff: nil)]) }
        guard !cutoffs.isEmpty, cutoffs.allSatisfy({ $0 >= 1 }) else {
            return .failure(
                Failure(
                    .invalidInput, "metric '\(name)' needs a cutoff of at least 1",
                    hint: "write '\(metric.id)@10', or give 'cutoffs: [10]'"))
        }
        return .success(cutoffs.map { MetricRequest(metric: metric, cutoff: $0) })
    }

    private static func unknown(_ id: String, in name: String) -> Failure {
        let names = all.flatMap { [$0.id] + $0.aliases }
        let near = closest(to: id, among: names).map { "did you mean '\($0 + name.dropFirst(id.count))'?" }
        return Failure(
            .invalidInput, "unknown metric '\(name)'", hint: near ?? "one of " + all.map(\.id).joined(separator: ", "))
    }
}
