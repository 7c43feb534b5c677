import Glibc
import Randomness
import Tensor

/// Batches of positives in a new random order each epoch: row r's item is column r, and M sampled items, the same for every row, are the
/// columns after them. Batches of an epoch are of equal size, but for the last, which may be a few rows smaller.
public final class ColumnSampler {
    private let users: [Int32], items: [Int32]
    private let sampled: Int
    private let distribution: ItemDistribution
    private let seed: UInt64
    private var order: [Int32] = []
    private var cursor = 0
    private var random: RandomStream
    /// B: rows of a batch.
    public let batch: Int

    /// Batches of at most `batch` rows, with `sampled` further items each.
    public init(users: [Int32], items: [Int32], batch: Int, sampled: Int, distribution: ItemDistribution, seed: UInt64) {
        (self.users, self.items, self.sampled, self.distribution, self.seed) = (users, items, sampled, distribution, seed)
        let batches = max(1, (users.count + batch - 1) / batch)
        self.batch = (users.count + batches - 1) / batches
        random = RandomStream(seed: seed, purpose: "negatives")
    }

    public var batchCount: Int { (users.count + batch - 1) / max(1, batch) }

    public func begin(epoch: Int) {
        order = shuffledOrder(count: users.count, seed: seed, epoch: epoch, reusing: order)
        random = RandomStream(seed: seed, purpose: "negatives", position: UInt64(epoch))
        cursor = 0
    }

    /// Writes users (B) and columns (B + M); returns the rows, 0 at the end of the epoch.
    public func fill(users userOut: Indices, columns: Indices) -> Int {
        let rows = min(batch, order.count - cursor)
        guard rows > 0 else { return 0 }
        for row in 0..<rows {
            let position = Int(order[cursor + row])
            userOut.pointer[row] = users[position]
            columns.pointer[row] = items[position]
        }
        for extra in 0..<sampled { columns.pointer[rows + extra] = distribution.draw(&random) }
        cursor += rows
        return rows
    }

    /// ln Q of each item as a column of a batch, Q = (B p_i + M q_i) / (B + M) with p the share of training interactions (in-batch) and q
    /// the distribution of sampled ones; 0 for items that are never drawn.
    /// Source: Yi et al. 2019, doi:10.1145/3298689.3346996, section 4; the mixture: Yang et al. 2020, doi:10.1145/3366424.3386195.
    public func logProbabilities(itemCount: Int, isInBatch: Bool) -> [Float] {
        var counts = [Double](repeating: 0, count: itemCount)
        for item in items { counts[Int(item)] += 1 }
        let rows = isInBatch ? Double(batch) : 0, extra = Double(sampled)
        return (0..<itemCount).map { item in
            let drawn = rows * counts[item] / Double(items.count) + extra * distribution.probabilities[item]
            return drawn > 0 ? Float(log(drawn / (rows + extra))) : 0
        }
    }
}
