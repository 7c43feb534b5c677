import CKernels
import Randomness
import Tensor

/// Positives in a new random order each epoch, each with N negatives drawn uniformly from the items that are no positive of its user, in
/// blocks for kernels that take one sample after another. Users who have every item have no negatives and are left out.
/// What an epoch yields depends on the seed and its number alone.
final class NegativeStream {
    /// Rows of a block: pairs, or samples with a label.
    static let block = 8192

    let negatives: Int
    /// Of pairs: users, positives and negatives of the rows, the last two in one array. Of samples: users, items and labels.
    let users: Indices, items: Indices, labels: Storage
    private let pairs: TrainingPairs
    private let positives: PositiveSet
    private let itemCount: Int
    private let seed: UInt64
    private var order: [Int32] = []
    private var place = ck_sampling_state()

    init(users: [Int32], items: [Int32], userCount: Int, itemCount: Int, negatives: Int, seed: UInt64) {
        let positives = PositiveSet(users: users, items: items, userCount: userCount, itemCount: itemCount)
        pairs = TrainingPairs(users: users, items: items) { Int(positives.counts[Int($0)]) < itemCount }
        (self.positives, self.itemCount, self.negatives, self.seed) = (positives, itemCount, negatives, seed)
        self.users = Indices(capacity: 2 * Self.block)
        self.items = Indices(capacity: 2 * Self.block)
        labels = Storage(count: Self.block)
    }

    /// Positives of an epoch.
    var count: Int { pairs.count }

    func begin(epoch: Int) {
        order = shuffledOrder(count: count, seed: seed, epoch: epoch, reusing: order)
        let random = RandomStream(seed: seed, purpose: "negatives", position: UInt64(epoch))
        place = ck_sampling_state(cursor: 0, taken: 0, random: random.state)
    }

    /// The next rows of the epoch as samples with labels; 0 at its end.
    func fillSamples() -> Int {
        withPairs { pairs, place in
            var set = positives.view
            return ck_sample_points(
                &place, &pairs, &set, itemCount, negatives, nil, Self.block, users.pointer, items.pointer, labels.pointer)
        }
    }

    /// The next rows of the epoch as pairs: positives at 0..<count of `items`, negatives at count..<2 count.
    func fillPairs() -> Int {
        let left = (count - place.cursor) * negatives - place.taken
        let rows = min(Self.block, left)
        return withPairs { pairs, place in
            var set = positives.view
            ck_sample_pairs(&place, &pairs, &set, itemCount, negatives, nil, rows, users.pointer, items.pointer)
            return rows
        }
    }

    private func withPairs(_ fill: (inout ck_ordered_pairs, inout ck_sampling_state) -> Int) -> Int {
        pairs.withOrder(order) { fill(&$0, &place) }
    }
}
