/// What ranking metrics see of one user: where the relevant items ended up among the candidates.
/// An item is relevant when its relevance is above 0; everything else follows from the ranks of those.
public struct RankedUser: Hashable, Sendable {
    /// The rank of an item that is known only to lie below the depth that was looked at.
    public static let beyondDepth = Int32.max

    /// Ranks of the relevant items, ascending, counted from 1; `beyondDepth` where not looked for.
    public var ranks: [Int32]
    /// Relevance (> 0) of the item at `ranks[i]`.
    public var relevances: [Float]
    /// The relevances again, highest first: the ideal ranking.
    public var idealRelevances: [Float] { relevances.sorted(by: >) }
    /// Relevant and other items together, at least `ranks.count`.
    public var candidateCount: Int
    /// Sum over the relevant items of the number of other candidates with a higher score, plus half of those with an equal score.
    /// Nil where ranks were not looked for below some depth.
    public var irrelevantAbove: Double?

    public init(ranks: [Int32], relevances: [Float], candidateCount: Int, irrelevantAbove: Double?) {
        self.ranks = ranks
        self.relevances = relevances
        self.candidateCount = candidateCount
        self.irrelevantAbove = irrelevantAbove
    }

    /// From the relevances of all candidates in ranked order (0 = not relevant); no scores were equal.
    public init(rankedRelevances: [Float]) {
        let hits = rankedRelevances.enumerated().filter { $0.element > 0 }
        let above = hits.enumerated().reduce(0) { $0 + $1.element.offset - $1.offset }
        self.init(
            ranks: hits.map { Int32($0.offset + 1) }, relevances: hits.map(\.element),
            candidateCount: rankedRelevances.count, irrelevantAbove: Double(above))
    }

    public var relevantCount: Int { ranks.count }

    /// How many relevant items are among the first k.
    public func hits(at cutoff: Int) -> Int {
        var count = 0
        while count < ranks.count, Int(ranks[count]) <= cutoff { count += 1 }
        return count
    }
}
