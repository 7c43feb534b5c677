import Datasets
import Diagnostics
import Evaluation
import Models
import Stages

/// Answers for single users, in real time: only what they need is read.
public struct Recommender: Sendable {
    public let source: TrainedRun
    public let items: Catalogue
    private let history: SplitHistory
    /// How many of a user's items an explanation names.
    public var reasons = 3

    public init(_ source: TrainedRun) throws {
        self.source = source
        items = try source.items()
        history = try source.history()
        guard items.ids.count == source.model.itemCount else {
            throw Failure(
                .invalidInput, "the model of run \(source.run.id) knows \(source.model.itemCount) items, its data has \(items.ids.count)")
        }
    }

    /// For users by id. An id that the run's data does not have gets the most popular items, and a remark that says so.
    public func recommend(users ids: [String], count: Int, explains: Bool = false, threads: Int = 1) throws -> [Recommendation] {
        let catalogue = try source.users()
        let indices = ids.map(catalogue.index(of:)), known = indices.compactMap { $0 }
        guard !known.isEmpty else { return try ids.map { try popular(for: $0, count, catalogue) } }
        let histories = try known.map { user in try SplitHistory.Part.allCases.map { try history.items(of: user, in: $0) } }
        let masks = histories.map { Set($0[0] + $0[1]).sorted()[...] }
        let best = BestItems(scorer: try source.model.makeScorer(of: known), count: count) { masks[Int($0)] }
        let lists = try best.select(known.indices.map { Int32(truncatingIfNeeded: $0) }, threads: threads)
        var answers = try known.indices.map { place in
            let own = histories[place], held = Set(own[2])
            let entries = lists[place].map { Recommendation.Entry(item: $0.item, score: $0.score, isHeldOut: held.contains($0.item)) }
            let answer = Recommendation(basis: .model, trainingItems: own[0], validationItems: own[1], entries: entries)
            return explains ? try explained(answer, of: known[place]) : answer
        }[...]
        return try zip(ids, indices).map { id, index in
            guard index != nil, var answer = answers.popFirst() else { return try popular(for: id, count, catalogue) }
            answer.user = id
            return answer
        }
    }

    /// For somebody of whom nothing is known but the items that they have. Throws `Failure(.invalidInput)` for models that cannot.
    public func recommend(having own: [Int32], count: Int, explains: Bool = false) throws -> Recommendation {
        let mask = Set(own).sorted()[...]
        let best = BestItems(scorer: try source.model.makeScorer(having: [own]), count: count) { _ in mask }
        let entries = try best.select([0])[0].map { Recommendation.Entry(item: $0.item, score: $0.score, isHeldOut: false) }
        let answer = Recommendation(basis: .items, trainingItems: own, validationItems: [], entries: entries)
        return explains ? try explained(answer, of: nil) : answer
    }

    private func popular(for id: String, _ count: Int, _ users: Catalogue) throws -> Recommendation {
        let counts = try history.popularity(itemCount: items.ids.count)
        let order = counts.indices.sorted { (counts[$0], $1) > (counts[$1], $0) }.prefix(count)
        let hint = users.suggestion(for: id).map { " (\($0))" } ?? ""
        let others = source.model.definition.scoresHistories ? "; --having ITEM asks the model for somebody with these items" : ""
        return Recommendation(
            user: id, basis: .popularity, trainingItems: [], validationItems: [],
            entries: order.map {
                Recommendation.Entry(item: Int32(truncatingIfNeeded: $0), score: Float(counts[$0]), isHeldOut: false)
            },
            remark: "the data of this run has no user '\(id)'\(hint): these are the items with the most training interactions\(others)")
    }

    private func explained(_ answer: Recommendation, of user: Int32?) throws -> Recommendation {
        var answer = answer
        let wanted = answer.entries.map(\.item), scored = ScoredUser(index: user, items: answer.trainingItems)
        if let parts = try source.model.scoreParts(of: scored, items: wanted), agree(parts, answer.entries) {
            for place in answer.entries.indices { answer.entries[place].explanation = explanation(parts[place]) }
            return answer
        }
        let likeness = answer.trainingItems.isEmpty ? nil : try source.model.itemLikeness()
        let own = Set(answer.trainingItems).sorted()
        for place in answer.entries.indices {
            let values = try likeness?.likenesses(of: wanted[place], to: own) ?? []
            let nearest = zip(own, values).map { ScoreParts.ItemPart(item: $0, value: $1) }.sorted { $0.value > $1.value }.prefix(reasons)
            answer.entries[place].explanation = nearest.isEmpty ? Explanation.none : .likeness(Array(nearest))
        }
        return answer
    }

    /// A sum that does not give the score explains nothing.
    private func agree(_ parts: [ScoreParts], _ entries: [Recommendation.Entry]) -> Bool {
        zip(parts, entries).allSatisfy { abs($0.sum - $1.score) <= 1e-3 * max(1e-2, abs($1.score)) }
    }

    private func explanation(_ parts: ScoreParts) -> Explanation {
        let ordered = parts.items.filter { $0.value != 0 }.sorted { abs($0.value) > abs($1.value) }
        return .sum(
            items: Array(ordered.prefix(reasons)), others: ordered.dropFirst(reasons).reduce(0) { $0 + $1.value }, terms: parts.terms)
    }
}
