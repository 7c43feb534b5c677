import CKernels

// Scans over one row of a block of scores, by vector kernels: the compiler turns a loop of comparisons into branches.

func nanCount(_ scores: [Float], _ range: Range<Int>) -> Int { ck_count_nan(scores, range.lowerBound, range.count) }

/// How many scores of the row are above, how many equal to `score` (itself included), and how many not above; where one of them is not a
/// number, the first and the last do not add up to the row.
func counts(of score: Float, in scores: [Float], _ range: Range<Int>) -> (above: Int, equal: Int, notAbove: Int) {
    let standing = ck_count_scores(scores, range.lowerBound, range.count, score)
    return (standing.above, standing.equal, standing.not_above)
}

/// The first place of the range with a score above `threshold`, or its end.
func nextAbove(_ threshold: Float, in scores: [Float], _ range: Range<Int>) -> Int {
    ck_next_above(scores, range.lowerBound, range.upperBound, threshold)
}

/// Gives the items of a row, which begins at `start`, the score −∞.
func mask(_ items: ArraySlice<Int32>, in scores: inout [Float], from start: Int) {
    items.withUnsafeBufferPointer { items in
        if let base = items.baseAddress { ck_mask_scores(&scores, start, base, 0, items.count) }
    }
}
