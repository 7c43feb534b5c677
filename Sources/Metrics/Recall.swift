/// Relevant items among the first K, over all the user's relevant items (not over min(K, relevant)). Range [0, 1].
public enum Recall: RankingMetric {
    public static let id = "recall"
    public static let documentation = "relevant items among the first k, over all relevant items of the user"
    public static let source = "Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, section 8.3"

    public static func value(_ user: RankedUser, cutoff: Int?) -> Double {
        Double(user.hits(at: cutoff ?? user.candidateCount)) / Double(user.relevantCount)
    }
}
