import Randomness

/// Draws items that a user is not known to like: uniform over the items that are not among `known`.
///
/// Known to a trainer are the training positives only; a held-out positive may be drawn as a negative, as it would be in use.
/// (Leaving held-out items out of the negatives tells the model what the test is.) Whoever samples candidates for an evaluation passes
/// the union of training and test as `known`.
public struct NegativeSampler: Sendable {
    public let known: SeenItems
    public let itemCount: Int
    public let seed: UInt64
    public let purpose: String

    public init(known: SeenItems, itemCount: Int, seed: UInt64, purpose: String = "negatives") {
        self.known = known
        self.itemCount = itemCount
        self.seed = seed
        self.purpose = purpose
    }

    /// `count` negatives for a user, with replacement, the same for the same position (such as epoch × interactions + row).
    /// Empty where the user knows every item.
    public func sample(user: Int, count: Int, position: UInt64) -> [Int32] {
        guard known[user].count < itemCount else { return [] }
        var stream = RandomStream(seed: seed, purpose: purpose, position: position)
        return (0..<count).map { _ in draw(user, &stream) }
    }

    /// As `sample`, without replacement; fewer where the user has fewer unknown items.
    public func sampleDistinct(user: Int, count: Int, position: UInt64) -> [Int32] {
        let available = itemCount - known[user].count
        guard available > 0 else { return [] }
        var stream = RandomStream(seed: seed, purpose: purpose, position: position)
        if count * 2 >= available {
            var rest = (0..<Int32(itemCount)).filter { !known.contains(user: user, item: $0) }
            stream.shuffle(&rest)
            return Array(rest.prefix(count))
        }
        var drawn: [Int32] = []
        var taken: Set<Int32> = []
        while drawn.count < count {
            let item = draw(user, &stream)
            if taken.insert(item).inserted { drawn.append(item) }
        }
        return drawn
    }

    /// Rejection, and the r-th unknown item directly where most items are known.
    private func draw(_ user: Int, _ stream: inout RandomStream) -> Int32 {
        let own = known[user]
        if own.count * 4 > itemCount * 3 {
            var item = Int32(stream.below(itemCount - own.count))
            for seen in own where seen <= item { item += 1 }
            return item
        }
        while true {
            let item = Int32(stream.below(itemCount))
            if !known.contains(user: user, item: item) { return item }
        }
    }
}
