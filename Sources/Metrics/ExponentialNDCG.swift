/// Normalised discounted cumulative gain with graded gains 2^rel − 1, where rel is the item's relevance (its rating, or 1):
/// DCG@K = Σ over ranks r ≤ K of (2^rel − 1) / log₂(r + 1), divided by the DCG of the relevances in descending order. Range [0, 1].
/// A rating above 60 is a count or a price, not a grade: its gain would be the whole sum.
public enum ExponentialNDCG: RankingMetric {
    public static let id = "ndcg_exp"
    public static let documentation =
        "normalised discounted cumulative gain, gains 2^rating − 1: Σ (2^rel−1)/log2(rank+1) over ranks ≤ k, over its ideal"
    public static let source = "Burges et al. 2005, doi:10.1145/1102351.1102363"
    public static let largestRating: Float? = 60

    public static func value(_ user: RankedUser, cutoff: Int?) -> Double {
        let cutoff = cutoff ?? user.candidateCount
        var gain = 0.0, ideal = 0.0
        for index in 0..<user.hits(at: cutoff) {
            gain += exponentialGain(user.relevances[index]) * rankDiscount(Int(user.ranks[index]))
        }
        for (rank, relevance) in user.idealRelevances.prefix(cutoff).enumerated() {
            ideal += exponentialGain(relevance) * rankDiscount(rank + 1)
        }
        return gain / ideal
    }
}
