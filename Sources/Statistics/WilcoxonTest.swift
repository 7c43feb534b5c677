/// Wilcoxon's signed-rank test on differences, two-sided: whether they are symmetric about 0.
///
/// Differences of 0 are left out; equal ones share their ranks. The null distribution is exact for at most 50 differences without zeros and
/// ties (by counting) and for at most 13 with (by enumerating all signs); beyond that the normal approximation with the variance corrected
/// for ties and without continuity correction: what SciPy's `wilcoxon` does by default. The statistic is the smaller of the two rank
/// sums. Where all differences are 0, p is 1. Source: Wilcoxon 1945, doi:10.2307/3001968; Pratt 1959, doi:10.1080/01621459.1959.10501526.
public func wilcoxonTest(_ differences: [Double]) -> TestResult {
    let sums = SignedRankSums(differences)
    guard !differences.isEmpty, !differences.contains(where: \.isNaN) else { return TestResult(statistic: .nan, pValue: .nan) }
    guard sums.count > 0 else { return TestResult(statistic: 0, pValue: 1) }
    let isPlain = sums.ties.isEmpty && sums.count == differences.count
    let p: Double =
        if isPlain, sums.count <= 50 {
            exactP(sums)
        } else if differences.count <= 13 {
            enumeratedP(sums)
        } else {
            approximateP(sums)
        }
    return TestResult(statistic: min(sums.plus, sums.minus), pValue: p)
}

/// Sums of the ranks of |d| over positive and over negative differences; zeros left out.
struct SignedRankSums {
    var plus = 0.0
    var minus = 0.0
    var ranks: [Double]
    var ties: [Int]

    var count: Int { ranks.count }

    init(_ differences: [Double]) {
        let kept = differences.filter { $0 != 0 }
        let ranked = Ranks(kept.map(abs))
        (ranks, ties) = (ranked.ranks, ranked.ties)
        for (rank, difference) in zip(ranks, kept) {
            if difference > 0 { plus += rank } else { minus += rank }
        }
    }
}

/// Counts the subsets of the ranks 1…n by their sum: the distribution of W⁺ where each sign is a fair coin.
private func exactP(_ sums: SignedRankSums) -> Double {
    let n = sums.count, most = n * (n + 1) / 2
    var probability = [Double](repeating: 0, count: most + 1)
    probability[0] = 1
    for rank in 1...n {
        for sum in stride(from: most, through: 0, by: -1) {
            probability[sum] = 0.5 * (probability[sum] + (sum >= rank ? probability[sum - rank] : 0))
        }
    }
    // The distribution is symmetric about most / 2.
    let tail = probability[...Int(min(sums.plus, sums.minus))].reduce(0, +)
    return min(1, 2 * tail)
}

/// All 2ⁿ signs, n ≤ 13.
private func enumeratedP(_ sums: SignedRankSums) -> Double {
    let smaller = min(sums.plus, sums.minus), outcomes = 1 << sums.count
    var extreme = 0
    for signs in 0..<outcomes {
        let plus = sums.ranks.indices.reduce(0) { $0 + (signs >> $1 & 1 == 1 ? sums.ranks[$1] : 0) }
        if plus <= smaller + 1e-9 { extreme += 1 }
    }
    return min(1, 2 * Double(extreme) / Double(outcomes))
}

private func approximateP(_ sums: SignedRankSums) -> Double {
    let n = Double(sums.count)
    let correction = sums.ties.reduce(0) { $0 + Double($1) * (Double($1) * Double($1) - 1) }
    let deviation = ((n * (n + 1) * (2 * n + 1) - correction / 2) / 24).squareRoot()
    return NormalDistribution.twoSided((sums.plus - n * (n + 1) / 4) / deviation)
}
