import Datasets
import Metrics

/// How relevant items are ranked for the users of a part: the heart of a ranking protocol. Prepared once, used for every epoch and model.
protocol CandidateRanking: Sendable {
    var positives: Positives { get }
    /// Ranges of positions in `positives.users`; fixed by the task, not by the number of threads, since a matrix product may round
    /// differently in a different shape.
    var blocks: [Range<Int>] { get }
    /// A function that ranks one block, owning its scratch space: for each position the user's
    /// ranking, or several, over which metrics are averaged, where scores are equal.
    func makeRanker(_ scorer: any Scorer, depth: Int?) -> (Range<Int>) throws -> [[RankedUser]]
}
