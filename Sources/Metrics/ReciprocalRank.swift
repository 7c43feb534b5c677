/// 1 / rank of the first relevant item; with a cutoff, 0 where that rank is beyond K. Range [0, 1].
public enum ReciprocalRank: RankingMetric {
    public static let id = "mrr"
    public static let cutoffUse = CutoffUse.optional
    public static let documentation = "mean reciprocal rank: 1/rank of the first relevant item, 0 beyond k; bare 'mrr' has no cutoff"
    public static let source = "Voorhees 1999, TREC-8 question answering track report"

    public static func value(_ user: RankedUser, cutoff: Int?) -> Double {
        guard user.hits(at: cutoff ?? user.candidateCount) > 0 else { return 0 }
        return 1 / Double(user.ranks[0])
    }
}
