import CKernels
import Randomness

/// Observed ratings in a new random order each epoch; the target is the rating.
public final class RatingSampler: BatchSampler {
    private let users: [Int32], items: [Int32], ratings: [Float]
    private let seed: UInt64
    private var order: [Int32] = []
    private var cursor = 0

    public init(users: [Int32], items: [Int32], ratings: [Float], seed: UInt64) {
        (self.users, self.items, self.ratings, self.seed) = (users, items, ratings, seed)
    }

    public var rowsPerEpoch: Int { users.count }

    public func begin(epoch: Int) {
        order = shuffledOrder(count: users.count, seed: seed, epoch: epoch, reusing: order)
        cursor = 0
    }

    public func fill(_ network: Network, atMost limit: Int) -> Int {
        let rows = min(limit, order.count - cursor)
        let (userOut, itemOut, targetOut) = (network.users.pointer, network.items.pointer, network.targets.values)
        for row in 0..<rows {
            let position = Int(order[cursor + row])
            userOut[row] = users[position]
            itemOut[row] = items[position]
            targetOut[row] = ratings[position]
        }
        cursor += rows
        return rows
    }
}

/// A permutation of 0..<count for the epoch, in the memory of the last one.
public func shuffledOrder(count: Int, seed: UInt64, epoch: Int, reusing old: consuming [Int32] = []) -> [Int32] {
    var order = old
    if order.count == count {
        for index in order.indices { order[index] = Int32(truncatingIfNeeded: index) }
    } else {
        order = (0..<count).map { Int32(truncatingIfNeeded: $0) }
    }
    var random = RandomStream(seed: seed, purpose: "shuffle", position: UInt64(epoch))
    order.withUnsafeMutableBufferPointer { order in
        if let start = order.baseAddress { ck_shuffle(start, order.count, &random.state) }
    }
    return order
}
