import Randomness
import Tensor

/// Positives in a new random order each epoch, each with N negatives drawn uniformly from the items that are no positive of its user, in
/// blocks for kernels that take one sample after another. Users who have every item have no negatives and are left out.
/// What an epoch yields depends on the seed and its number alone.
final class NegativeStream {
    private static let block = 4096

    let negatives: Int
    let userBlock: Indices, positiveBlock: Indices, negativeBlock: Indices
    private let users: [Int32], items: [Int32]
    private let positives: PositiveSet
    private let itemCount: Int
    private let seed: UInt64
    private var order: [Int32] = []
    private var cursor = 0
    private var random: RandomStream

    init(users: [Int32], items: [Int32], userCount: Int, itemCount: Int, negatives: Int, seed: UInt64) {
        let positives = PositiveSet(users: users, items: items, userCount: userCount, itemCount: itemCount)
        let usable = users.indices.filter { Int(positives.counts[Int(users[$0])]) < itemCount }
        self.users = usable.map { users[$0] }
        self.items = usable.map { items[$0] }
        (self.positives, self.itemCount, self.negatives, self.seed) = (positives, itemCount, negatives, seed)
        userBlock = Indices(capacity: Self.block)
        positiveBlock = Indices(capacity: Self.block)
        negativeBlock = Indices(capacity: Self.block * negatives)
        random = RandomStream(seed: seed, purpose: "negatives")
    }

    /// Positives of an epoch.
    var count: Int { users.count }
    var blocksPerEpoch: Int { (count + Self.block - 1) / Self.block }

    func begin(epoch: Int) {
        order = shuffledOrder(count: users.count, seed: seed, epoch: epoch, reusing: order)
        random = RandomStream(seed: seed, purpose: "negatives", position: UInt64(epoch))
        cursor = 0
    }

    /// Fills the blocks; returns the number of positives, 0 at the end of the epoch.
    func fill() -> Int {
        let count = min(Self.block, order.count - cursor)
        var random = random
        for row in 0..<count {
            let position = Int(order[cursor + row]), user = users[position]
            userBlock.pointer[row] = user
            positiveBlock.pointer[row] = items[position]
            for place in row * negatives..<(row + 1) * negatives { negativeBlock.pointer[place] = draw(user, &random) }
        }
        self.random = random
        cursor += count
        return count
    }

    @inline(__always) private func draw(_ user: Int32, _ random: inout RandomStream) -> Int32 {
        while true {
            let item = Int32(truncatingIfNeeded: random.below(itemCount))
            if !positives.contains(user: user, item: item) { return item }
        }
    }
}
