/// Σ over relevant ranks r ≤ K of (relevant items among the first r) / r, divided by min(K, relevant), so that a perfect
/// ranking has 1 at every cutoff. (Some libraries divide by all relevant items.) Range [0, 1].
public enum AveragePrecision: RankingMetric {
    public static let id = "map"
    public static let documentation =
        "mean average precision: Σ precision@rank over relevant ranks ≤ k, over min(k, relevant items of the user)"
    public static let source = "Manning, Raghavan and Schütze 2008, section 8.4; normalised as in RecBole, arXiv:2011.01731"

    public static func value(_ user: RankedUser, cutoff: Int?) -> Double {
        let cutoff = cutoff ?? user.candidateCount
        var sum = 0.0
        for index in 0..<user.hits(at: cutoff) { sum += Double(index + 1) / Double(user.ranks[index]) }
        return sum / Double(min(cutoff, user.relevantCount))
    }
}
