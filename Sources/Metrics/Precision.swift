/// Relevant items among the first K, over K (also where there are fewer than K candidates). Range [0, 1].
public enum Precision: RankingMetric {
    public static let id = "precision"
    public static let documentation = "relevant items among the first k, over k"
    public static let source = "Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, section 8.4"

    public static func value(_ user: RankedUser, cutoff: Int?) -> Double {
        let cutoff = cutoff ?? user.candidateCount
        return Double(user.hits(at: cutoff)) / Double(cutoff)
    }
}
