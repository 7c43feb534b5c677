import Glibc
import Parameters
import Randomness
import Tensor

/// What a positive pair is drawn by.
public enum PairSampling: String, ParameterChoice, Sendable {
    /// A user uniformly, then one of the user's items uniformly: as many draws an epoch as there are interactions.
    case users
    /// Each interaction once an epoch, in a new random order.
    case interactions
}

/// Fills batches with (user, positive, negative), or without negatives where the batch has none; they are uniform on the items that the user does not have.
/// Users who have every item have no negatives and are left out. What an epoch yields depends on the seed and its number alone.
public final class GraphPairSampler {
    private let graph: BipartiteGraph
    private let sampling: PairSampling
    private let seed: UInt64
    /// Users with positives and negatives.
    private let users: [Int32]
    /// Edges of those users, by user and place in the user's list; only for `interactions`.
    private var edges: [(user: Int32, item: Int32)] = []
    private var order: [Int32] = []
    private var cursor = 0
    private var random: RandomStream
    public let pairsPerEpoch: Int

    public init(graph: BipartiteGraph, sampling: PairSampling, seed: UInt64) {
        (self.graph, self.sampling, self.seed) = (graph, sampling, seed)
        let itemCount = graph.nodeCount - graph.userCount
        let usable = (0..<graph.userCount).filter { (1..<itemCount).contains(graph.neighbours(of: $0).count) }
        users = usable.map { Int32(truncatingIfNeeded: $0) }
        pairsPerEpoch = usable.reduce(0) { $0 + graph.neighbours(of: $1).count }
        if sampling == .interactions {
            edges = usable.flatMap { user in graph.neighbours(of: user).map { (Int32(truncatingIfNeeded: user), $0) } }
        }
        random = RandomStream(seed: seed, purpose: "pairs")
    }

    /// ln of how likely each node is drawn as a pair's positive; 0 for users and for items that never are.
    public var logProbabilities: [Float] {
        var shares = [Double](repeating: 0, count: graph.nodeCount)
        for user in users {
            let items = graph.neighbours(of: Int(user))
            let each =
                switch sampling {
                case .users: 1 / (Double(users.count) * Double(items.count))
                case .interactions: 1 / Double(pairsPerEpoch)
                }
            for item in items { shares[Int(item)] += each }
        }
        return shares.map { $0 > 0 ? Float(log($0)) : 0 }
    }

    public func begin(epoch: Int) {
        if sampling == .interactions { order = shuffledOrder(count: edges.count, seed: seed, epoch: epoch, reusing: order) }
        random = RandomStream(seed: seed, purpose: "pairs", position: UInt64(epoch))
        cursor = 0
    }

    /// Writes the next batch; returns its pairs, 0 at the end of the epoch.
    public func fill(_ batch: GraphBatch) -> Int {
        let pairs = min(batch.capacity, pairsPerEpoch - cursor)
        var random = random
        for pair in 0..<pairs {
            let user: Int32
            switch sampling {
            case .users:
                user = users[random.below(users.count)]
                let items = graph.neighbours(of: Int(user))
                batch.positives.pointer[pair] = items[random.below(items.count)]
            case .interactions:
                let edge = edges[Int(order[cursor + pair])]
                user = edge.user
                batch.positives.pointer[pair] = edge.item
            }
            batch.users.pointer[pair] = user
            if batch.hasNegatives { batch.negatives.pointer[pair] = negative(for: Int(user), &random) }
        }
        self.random = random
        cursor += pairs
        batch.index(pairs: pairs)
        return pairs
    }

    @inline(__always) private func negative(for user: Int, _ random: inout RandomStream) -> Int32 {
        let items = graph.neighbours(of: user)
        while true {
            let item = Int32(truncatingIfNeeded: graph.userCount + random.below(graph.nodeCount - graph.userCount))
            var low = 0, high = items.count
            while low < high {
                let middle = (low + high) / 2
                if items[middle] < item { low = middle + 1 } else { high = middle }
            }
            if low == items.count || items[low] != item { return item }
        }
    }
}
