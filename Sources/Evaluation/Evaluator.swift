import Datasets
import Diagnostics
import Metrics
import Threads

/// A task prepared for a protocol: candidates, masks and metrics. Use one for all epochs of a training and all models to be compared;
/// every call gives the same result for the same scores, whatever the number of threads.
public struct Evaluator: Sendable {
    public let requests: [MetricRequest]
    /// What a person should know about these metrics, whatever the model.
    public let warnings: [Diagnostic]
    let ranking: (any CandidateRanking)?
    let pairs: RatingPairs?
    private let counts: EvaluationCounts

    init(
        _ task: EvaluationTask, requests: [MetricRequest], ranking: (any CandidateRanking)?, clip: Bool, warnings: [Diagnostic] = []
    ) throws {
        self.requests = requests
        self.warnings = warnings
        self.ranking = ranking
        pairs = requests.contains { $0.metric.kind == .rating } ? RatingPairs(task, clip: clip) : nil
        counts = Self.count(task, ranking?.positives)
        try checkRelevances(task)
    }

    /// - Parameters:
    ///   - predictsRatings: whether scores are ratings in the data's units; where not, rating metrics are left out with a warning.
    ///   - threads: compute threads (at least 1), their own, while the scorer is called from all of them.
    ///   - isCancelled: asked before each block of users (some milliseconds of work).
    /// - Throws: `Failure`: a score that is not a number (naming user and item), interruption, whatever the scorer throws.
    public func evaluate(
        _ scorer: any Scorer, predictsRatings: Bool = true, threads: Int = 1, isCancelled: @Sendable () -> Bool = { false }
    ) throws -> EvaluationResult {
        var columns = ColumnSet()
        var counts = counts, values: [String: Double] = [:], notes = warnings
        if let ranking {
            try rank(ranking, scorer, threads: threads, isCancelled: isCancelled, &columns, &values, &counts)
        }
        if let pairs {
            if predictsRatings {
                try predict(pairs, scorer, threads: threads, isCancelled: isCancelled, &columns, &values)
            } else {
                notes.append(ratingsLeftOut())
            }
        }
        let results = requests.compactMap { request in
            values[request.name].map { EvaluationResult.Value(name: request.name, value: $0) }
        }
        return EvaluationResult(metrics: results, perUser: columns.joined(), counts: counts, warnings: notes)
    }

    private func rank(
        _ ranking: any CandidateRanking, _ scorer: any Scorer, threads: Int, isCancelled: @Sendable () -> Bool,
        _ columns: inout ColumnSet, _ values: inout [String: Double], _ counts: inout EvaluationCounts
    ) throws {
        let wanted = requests.filter { $0.metric.kind == .ranking }
        let depth = wanted.contains(where: \.needsAllRanks) ? nil : wanted.compactMap(\.cutoff).max()
        let blocks = try runBlocks("evaluation", ranking.blocks.count, threads: threads, isCancelled: isCancelled) {
            let ranker = ranking.makeRanker(scorer, depth: depth)
            return { block in
                let users = try ranker(ranking.blocks[block])
                return BlockValues(
                    values: wanted.map { request in users.map { Self.mean(of: request, $0) } },
                    candidates: users.compactMap { $0.first?.candidateCount })
            }
        }
        for (index, request) in wanted.enumerated() {
            let column = blocks.flatMap { $0.values[index] }
            let defined = column.filter { !$0.isNaN }
            values[request.name] = defined.isEmpty ? .nan : defined.reduce(0, +) / Double(defined.count)
            columns.add(request.name, users: ranking.positives.users, values: column.map { Float($0) })
        }
        counts.fewestCandidates = blocks.compactMap { $0.candidates.min() }.min() ?? 0
        counts.mostCandidates = blocks.compactMap { $0.candidates.max() }.max() ?? 0
    }

    private func predict(
        _ pairs: RatingPairs, _ scorer: any Scorer, threads: Int, isCancelled: @Sendable () -> Bool,
        _ columns: inout ColumnSet, _ values: inout [String: Double]
    ) throws {
        let predictions = try pairs.predict(scorer, threads: threads, isCancelled: isCancelled)
        let users = pairs.usersWithRanges
        for request in requests where request.metric.kind == .rating {
            values[request.name] = request.value(predicted: predictions[...], actual: pairs.ratings[...])
            let column = users.map { request.value(predicted: predictions[$0.range], actual: pairs.ratings[$0.range]) ?? .nan }
            columns.add(request.name, users: users.map(\.user), values: column.map { Float($0) })
        }
    }

    /// Over the rankings of one user, which differ in the order among equal scores.
    private static func mean(of request: MetricRequest, _ rankings: [RankedUser]) -> Double {
        if rankings.count == 1 { return request.value(rankings[0]) ?? .nan }
        return rankings.reduce(0) { $0 + (request.value($1) ?? .nan) } / Double(rankings.count)
    }

    private func ratingsLeftOut() -> Diagnostic {
        let names = requests.filter { $0.metric.kind == .rating }.map(\.name).joined(separator: ", ")
        return .warning("\(names) left out: the model's scores are not predicted ratings")
    }
}

private struct BlockValues: Sendable {
    /// One array a ranking metric, one value a user.
    var values: [[Double]]
    var candidates: [Int]
}
