/// Normalised discounted cumulative gain with binary gains: DCG@K = Σ over relevant ranks r ≤ K of 1 / log₂(r + 1), divided by
/// the DCG of the ideal ranking, min(K, relevant) relevant items first. Range [0, 1].
public enum NDCG: RankingMetric {
    public static let id = "ndcg"
    public static let documentation =
        "normalised discounted cumulative gain, binary gains: Σ 1/log2(rank+1) over relevant ranks ≤ k, over its ideal"
    public static let source = "Järvelin and Kekäläinen 2002, doi:10.1145/582415.582418"

    public static func value(_ user: RankedUser, cutoff: Int?) -> Double {
        let cutoff = cutoff ?? user.candidateCount
        var gain = 0.0, ideal = 0.0
        for index in 0..<user.hits(at: cutoff) { gain += rankDiscount(Int(user.ranks[index])) }
        for rank in 0..<min(cutoff, user.relevantCount) { ideal += rankDiscount(rank + 1) }
        return gain / ideal
    }
}
