import Metrics

/// Exact ranks of a user's relevant items by counting the candidates above each: O(relevant × candidates), nothing is sorted.
enum CountingRanker {
    /// `places[i]` is the place in the row of a relevant item with relevance `relevances[i]`.
    static func rank(_ row: CandidateRow, scores: [Float], places: [Int], relevances: ArraySlice<Float>) -> RankedUser {
        var ranked: [(rank: Int32, relevance: Float)] = []
        ranked.reserveCapacity(places.count)
        var above = 0.0
        for (place, relevance) in zip(places, relevances) {
            let (greater, others, ahead) = count(row, scores: scores, place: place)
            above += Double(greater) + Double(others) / 2
            ranked.append((Int32(1 + greater + ahead), relevance))
        }
        ranked.sort { $0.rank < $1.rank }
        // Among themselves the relevant items were counted once a pair: strictly above once, or twice half for a tie.
        above -= Double(places.count * (places.count - 1)) / 2
        return RankedUser(
            ranks: ranked.map(\.rank), relevances: ranked.map(\.relevance), candidateCount: row.candidateCount, irrelevantAbove: above)
    }

    /// Candidates with a higher score than the one at `place`; others with the same; and how many of those come before it.
    private static func count(_ row: CandidateRow, scores: [Float], place: Int) -> (greater: Int, others: Int, ahead: Int) {
        let score = scores[row.range.lowerBound + place]
        let (greater, equal) = counts(of: score, in: scores, row.range)
        // Masked items hold −∞, which a model may also give to a candidate.
        let others = equal - 1 - (score == -.infinity ? row.masked.count : 0)
        guard others > 0 else { return (greater, 0, 0) }
        let item = row.item(at: place)
        var ahead = 0
        for other in 0..<row.range.count where other != place && scores[row.range.lowerBound + other] == score {
            let otherItem = row.item(at: other)
            guard score != -.infinity || !row.isMasked(otherItem) else { continue }
            if row.order.places(otherItem, before: item) { ahead += 1 }
        }
        return (greater, others, ahead)
    }
}
