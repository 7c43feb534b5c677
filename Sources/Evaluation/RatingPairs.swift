import Datasets
import Diagnostics
import Threads

/// The pairs of a part whose ratings are to be predicted, ordered by user.
struct RatingPairs: Sendable {
    let users: [Int32]
    let items: [Int32]
    let ratings: [Float]
    /// Predictions are clipped to this range, that of the training ratings; nil to leave them.
    let range: ClosedRange<Float>?
    private let blocks: [Range<Int>]

    init(_ task: EvaluationTask, clip: Bool) {
        let pairs = task.interactions
        let order = pairs.users.indices.sorted { (pairs.users[$0], $0) < (pairs.users[$1], $1) }
        users = order.map { pairs.users[$0] }
        items = order.map { pairs.items[$0] }
        ratings = order.map { pairs.ratings[$0] }
        let known = task.split.train.ratings
        range = clip ? known.min().flatMap { low in known.max().flatMap { low <= $0 ? low...$0 : nil } } : nil
        blocks = FullRanking.split(order.count, rows: 1 << 16)
    }

    /// Predicted ratings, one a pair.
    func predict(_ scorer: any Scorer, threads: Int, isCancelled: @Sendable () -> Bool) throws -> [Float] {
        try runBlocks("evaluation", blocks.count, threads: threads, isCancelled: isCancelled) {
            { block in
                let pairs = blocks[block]
                var predictions = try scorer.score(users: Array(users[pairs]), items: Array(items[pairs]))
                guard predictions.count == pairs.count else {
                    throw Failure(.internalError, "a scorer gave \(predictions.count) scores for \(pairs.count) pairs")
                }
                for index in predictions.indices {
                    guard !predictions[index].isNaN else {
                        throw notANumber(user: users[pairs.lowerBound + index], item: items[pairs.lowerBound + index])
                    }
                    if let range { predictions[index] = min(max(predictions[index], range.lowerBound), range.upperBound) }
                }
                return predictions
            }
        }.flatMap { $0 }
    }

    /// Each user once with the range of its pairs.
    var usersWithRanges: [(user: Int32, range: Range<Int>)] {
        var result: [(user: Int32, range: Range<Int>)] = []
        for index in users.indices {
            if let last = result.last, last.user == users[index] {
                result[result.count - 1].range = last.range.lowerBound..<(index + 1)
            } else {
                result.append((users[index], index..<(index + 1)))
            }
        }
        return result
    }
}
