/// Probability that a random relevant item of the user scores above a random other candidate, equal scores counting half
/// (the Mann–Whitney statistic), mean over users. NaN, and left out of the mean, for a user without other candidates. Range [0, 1].
public enum AreaUnderCurve: RankingMetric {
    public static let id = "auc"
    public static let cutoffUse = CutoffUse.never
    public static let documentation =
        "share of (relevant, other) candidate pairs of a user that are in the right order, ties half; mean over users"
    public static let source = "Rendle et al. 2009, arXiv:1205.2618, section 4.1"

    public static func value(_ user: RankedUser, cutoff: Int?) -> Double {
        let others = user.candidateCount - user.relevantCount
        guard others > 0, let above = user.irrelevantAbove else { return .nan }
        return 1 - above / (Double(user.relevantCount) * Double(others))
    }
}
