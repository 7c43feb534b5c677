import CKernels
import Randomness

/// Positives in a new random order each epoch, each followed by N negatives from the items that are no positive of its user:
/// uniform, or by a distribution over items. Users who have every item that can be drawn have no negatives and are left out.
public final class NegativeSampler: BatchSampler {
    public enum Layout: Sendable {
        /// One row a sample: the positive (target 1), then its negatives (target 0).
        case pointwise
        /// Rows 0..<P hold positives, rows P..<2P their negatives; a positive appears N times.
        case pairwise
    }

    private let pairs: TrainingPairs
    private let positives: PositiveSet
    private let itemCount: Int, negatives: Int
    private let layout: Layout
    private let distribution: ItemDistribution?
    private let seed: UInt64
    private var order: [Int32] = []
    private var place = ck_sampling_state()

    public init(
        users: [Int32], items: [Int32], userCount: Int, itemCount: Int, negatives: Int, layout: Layout,
        distribution: ItemDistribution? = nil, seed: UInt64
    ) {
        let positives = PositiveSet(users: users, items: items, userCount: userCount, itemCount: itemCount)
        let drawable = distribution?.drawableCount ?? itemCount
        pairs = TrainingPairs(users: users, items: items) { Int(positives.counts[Int($0)]) < drawable }
        (self.positives, self.itemCount, self.negatives, self.layout, self.seed) = (positives, itemCount, negatives, layout, seed)
        self.distribution = distribution
    }

    /// Positives that have a negative to be compared with.
    public var positiveCount: Int { pairs.count }
    private var samplesPerPositive: Int { layout == .pointwise ? negatives + 1 : negatives }
    public var rowsPerEpoch: Int { pairs.count * samplesPerPositive * (layout == .pairwise ? 2 : 1) }

    public func begin(epoch: Int) {
        order = shuffledOrder(count: pairs.count, seed: seed, epoch: epoch, reusing: order)
        let random = RandomStream(seed: seed, purpose: "negatives", position: UInt64(epoch))
        place = ck_sampling_state(cursor: 0, taken: 0, random: random.state)
    }

    public func fill(_ network: Network, atMost limit: Int) -> Int {
        pairs.withOrder(order) { pairs in
            distribution.map { $0.withAlias { fill(network, atMost: limit, &pairs, $0) } } ?? fill(network, atMost: limit, &pairs, nil)
        }
    }

    private func fill(_ network: Network, atMost limit: Int, _ pairs: inout ck_ordered_pairs, _ alias: UnsafePointer<ck_alias>?) -> Int {
        var set = positives.view
        switch layout {
        case .pointwise:
            return ck_sample_points(
                &place, &pairs, &set, itemCount, negatives, alias, limit, network.users.pointer, network.items.pointer,
                network.targets.values)
        case .pairwise:
            let count = min(limit / 2, (pairs.count - place.cursor) * negatives - place.taken)
            ck_sample_pairs(&place, &pairs, &set, itemCount, negatives, alias, count, network.users.pointer, network.items.pointer)
            return 2 * count
        }
    }
}
