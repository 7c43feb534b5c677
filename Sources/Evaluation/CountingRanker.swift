import Metrics

/// Exact ranks of a user's relevant items by counting the candidates above each: O(relevant × candidates), nothing is sorted.
enum CountingRanker {
    /// `places[i]` is the place in the row of a relevant item with relevance `relevances[i]`. One ranking, or where a relevant item has
    /// the score of another candidate, one for each of `TieOrder.draws` orders.
    /// Throws where a score of the row is not a number.
    static func rank(
        _ row: CandidateRow, scores: [Float], places: [Int], relevances: ArraySlice<Float>
    ) throws -> [RankedUser] {
        if places.count == 1, let relevance = relevances.first {
            let standing = try Standing(row, scores: scores, place: places[0])
            if standing.equals.isEmpty {
                return [
                    RankedUser(
                        ranks: [Int32(1 + standing.greater)], relevances: [relevance], candidateCount: row.candidateCount,
                        irrelevantAbove: Double(standing.greater))
                ]
            }
        }
        let standings = try places.map { try Standing(row, scores: scores, place: $0) }
        // Among themselves the relevant items were counted once a pair: strictly above once, or twice half for a tie.
        let above =
            standings.reduce(0) { $0 + Double($1.greater) + Double($1.equals.count) / 2 }
            - Double(places.count * (places.count - 1)) / 2
        let hasTies = standings.contains { !$0.equals.isEmpty }
        return (0..<(hasTies ? TieOrder.draws : 1)).map { draw in
            let order = TieOrder(seed: row.seed, user: row.user, draw: draw)
            let ranked = zip(standings, relevances).map { ($0.rank(order), $1) }.sorted { $0.0 < $1.0 }
            return RankedUser(
                ranks: ranked.map(\.0), relevances: ranked.map(\.1), candidateCount: row.candidateCount, irrelevantAbove: above)
        }
    }
}

/// How one relevant item stands among the candidates.
private struct Standing {
    let item: Int32
    /// Candidates with a higher score.
    let greater: Int
    /// Other candidates with the same score.
    let equals: [Int32]

    init(_ row: CandidateRow, scores: [Float], place: Int) throws {
        let score = scores[row.range.lowerBound + place]
        let (greater, equal, notAbove) = counts(of: score, in: scores, row.range)
        if greater + notAbove < row.range.count { try row.checkForNaN(scores) }
        item = row.item(at: place)
        self.greater = greater
        guard equal > 1 else {
            equals = []
            return
        }
        // Masked items hold −∞, which a model may also give to a candidate.
        equals = (0..<row.range.count)
            .filter { $0 != place && scores[row.range.lowerBound + $0] == score }
            .map { row.item(at: $0) }
            .filter { score != -.infinity || !row.isMasked($0) }
    }

    func rank(_ order: TieOrder) -> Int32 {
        var ahead = 0
        for other in equals where order.places(other, before: item) { ahead += 1 }
        return Int32(1 + greater + ahead)
    }
}
