import Randomness

/// Positives in a new random order each epoch, each followed by N negatives drawn uniformly from the items that are no positive of its
/// user.
/// Users who have every item have no negatives and are left out.
public final class NegativeSampler: BatchSampler {
    public enum Layout: Sendable {
        /// One row a sample: the positive (target 1), then its negatives (target 0).
        case pointwise
        /// Rows 0..<P hold positives, rows P..<2P their negatives; a positive appears N times.
        case pairwise
    }

    private let users: [Int32], items: [Int32]
    private let positives: PositiveSet
    private let itemCount: Int, negatives: Int
    private let layout: Layout
    private let seed: UInt64
    private var order: [Int32] = []
    private var cursor = 0
    /// Samples already taken of the positive at `cursor`.
    private var taken = 0
    private var random: RandomStream

    public init(
        users: [Int32], items: [Int32], userCount: Int, itemCount: Int, negatives: Int, layout: Layout, seed: UInt64
    ) {
        let positives = PositiveSet(users: users, items: items, userCount: userCount, itemCount: itemCount)
        let usable = users.indices.filter { Int(positives.counts[Int(users[$0])]) < itemCount }
        self.users = usable.count == users.count ? users : usable.map { users[$0] }
        self.items = usable.count == users.count ? items : usable.map { items[$0] }
        (self.positives, self.itemCount, self.negatives, self.layout, self.seed) = (positives, itemCount, negatives, layout, seed)
        random = RandomStream(seed: seed, purpose: "negatives")
    }

    /// Positives that have a negative to be compared with.
    public var positiveCount: Int { users.count }
    private var samplesPerPositive: Int { layout == .pointwise ? negatives + 1 : negatives }
    public var rowsPerEpoch: Int { users.count * samplesPerPositive * (layout == .pairwise ? 2 : 1) }

    public func begin(epoch: Int) {
        order = shuffledOrder(count: users.count, seed: seed, epoch: epoch, reusing: order)
        random = RandomStream(seed: seed, purpose: "negatives", position: UInt64(epoch))
        (cursor, taken) = (0, 0)
    }

    public func fill(_ network: Network) -> Int {
        switch layout {
        case .pointwise: fillPointwise(network)
        case .pairwise: fillPairwise(network)
        }
    }

    private func fillPointwise(_ network: Network) -> Int {
        let (userOut, itemOut, targetOut) = (network.users.pointer, network.items.pointer, network.targets.values)
        var (cursor, taken, random, row) = (cursor, taken, random, 0)
        while row < network.capacity, cursor < order.count {
            let position = Int(order[cursor]), user = users[position]
            userOut[row] = user
            itemOut[row] = taken == 0 ? items[position] : negative(for: user, &random)
            targetOut[row] = taken == 0 ? 1 : 0
            row += 1
            taken += 1
            if taken > negatives { (cursor, taken) = (cursor + 1, 0) }
        }
        (self.cursor, self.taken, self.random) = (cursor, taken, random)
        return row
    }

    private func fillPairwise(_ network: Network) -> Int {
        let remaining = (order.count - cursor) * negatives - taken
        let pairs = min(network.capacity / 2, remaining)
        let (userOut, itemOut) = (network.users.pointer, network.items.pointer)
        for pair in 0..<pairs {
            let position = Int(order[cursor]), user = users[position]
            (userOut[pair], itemOut[pair]) = (user, items[position])
            (userOut[pairs + pair], itemOut[pairs + pair]) = (user, negative(for: user, &random))
            taken += 1
            if taken == negatives { (cursor, taken) = (cursor + 1, 0) }
        }
        return 2 * pairs
    }

    @inline(__always) private func negative(for user: Int32, _ random: inout RandomStream) -> Int32 {
        while true {
            let item = Int32(truncatingIfNeeded: random.below(itemCount))
            if !positives.contains(user: user, item: item) { return item }
        }
    }
}
