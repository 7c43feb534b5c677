import CKernels

/// Sampled softmax over pairs: rows are groups of a positive and its N negatives, loss = −ln softmax(s − ln Q) at the positive; gradient of
/// the mean over groups. Without `logProbabilities` (ln Q by item) every item counts as drawn alike.
/// Source: Bengio & Senécal 2008, doi:10.1109/TNN.2007.912312; Yi et al. 2019, doi:10.1145/3298689.3346996, eq. 3.
public final class GroupSoftmaxLoss: Loss {
    private let scores: Use
    private let items: Indices
    private let size: Int
    private let logProbabilities: Storage?

    /// `size` = N + 1 rows a group; `items` of the rows.
    public init(_ scores: Tensor, items: Indices, size: Int, logProbabilities: Storage? = nil) {
        self.scores = Use(scores)
        (self.items, self.size, self.logProbabilities) = (items, size, logProbabilities)
    }

    public func evaluate(rows: Int, of batch: Int) -> Double {
        ck_group_softmax(
            rows / size, size, Float(batch / size), scores.values, items.pointer, logProbabilities?.pointer, scores.gradient)
    }
    public func samples(rows: Int) -> Int { rows / size }
}
