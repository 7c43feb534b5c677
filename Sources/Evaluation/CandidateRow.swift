import Diagnostics
import Metrics

/// The scores of one user's candidates within a block of scores.
struct CandidateRow {
    var user: Int32
    /// Where the row lies in the block's scores.
    var range: Range<Int>
    /// The item of each place of the row, or nil where place i is item i.
    var items: ArraySlice<Int32>?
    /// Items that are no candidates, ascending; only where `items` is nil. Their scores have been set to −∞.
    var masked: ArraySlice<Int32>
    /// Of the orders among equal scores.
    var seed: UInt64

    var candidateCount: Int { range.count - masked.count }

    @inline(__always)
    func item(at place: Int) -> Int32 {
        guard let items else { return Int32(truncatingIfNeeded: place) }
        return items[items.startIndex + place]
    }

    func isMasked(_ item: Int32) -> Bool { masked.position(ofSorted: item) != nil }

    /// A score that is not a number has no place in a ranking.
    func checkForNaN(_ scores: [Float]) throws(Failure) {
        guard nanCount(scores, range) > 0 else { return }
        let place = range.first { scores[$0].isNaN } ?? range.lowerBound
        throw notANumber(user: user, item: item(at: place - range.lowerBound))
    }
}

func notANumber(user: Int32, item: Int32) -> Failure {
    Failure(
        .stageFailed, "the model's score for user index \(user) and item index \(item) is not a number",
        hint: "training has probably diverged: lower the learning rate, or look at the loss of its last epochs")
}
