/// 1 where at least one relevant item is among the first K, else 0. With one relevant item a user it equals recall.
public enum HitRate: RankingMetric {
    public static let id = "hit_rate"
    public static let aliases = ["hr"]
    public static let documentation = "share of users with a relevant item among the first k"
    public static let source = "Deshpande and Karypis 2004, doi:10.1145/963770.963776"

    public static func value(_ user: RankedUser, cutoff: Int?) -> Double {
        user.hits(at: cutoff ?? user.candidateCount) > 0 ? 1 : 0
    }
}
