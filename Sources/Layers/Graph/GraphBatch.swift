import Tensor

/// Pairs of one training step on a graph: a user, an item that the user has, and (where the loss asks for it) one that the user does not
/// have; and the nodes that they touch. Everything is allocated once.
public final class GraphBatch {
    /// B: the most pairs.
    public let capacity: Int
    public let hasNegatives: Bool
    public private(set) var pairs = 0
    /// Nodes of the pairs (items after users).
    let users: Indices, positives: Indices, negatives: Indices
    /// Distinct nodes of the batch, ascending, and how often each is named (a user once a pair).
    let touched: Indices
    let occurrences: Storage
    private(set) var touchedCount = 0
    /// The place of a node in `touched`; −1 where it is not.
    let slots: Indices
    /// Slots of the users and items of the positives, then of the negatives where there are any.
    let left: Indices, right: Indices

    public init(capacity: Int, graph: BipartiteGraph, hasNegatives: Bool = true) {
        (self.capacity, self.hasNegatives) = (capacity, hasNegatives)
        (users, positives, negatives) = (Indices(capacity: capacity), Indices(capacity: capacity), Indices(capacity: capacity))
        touched = Indices(capacity: min(3 * capacity, graph.nodeCount))
        occurrences = Storage(count: touched.capacity)
        slots = Indices(capacity: graph.nodeCount)
        slots.pointer.update(repeating: -1, count: graph.nodeCount)
        (left, right) = (Indices(capacity: 2 * capacity), Indices(capacity: 2 * capacity))
    }

    /// Pairs of users and items by their indices, at most `capacity`; each list has as many.
    public func assign(users: [Int32], positives: [Int32], negatives: [Int32], graph: BipartiteGraph) {
        let first = Int32(truncatingIfNeeded: graph.userCount)
        self.users.assign(users)
        self.positives.assign(positives.map { $0 + first })
        self.negatives.assign(negatives.map { $0 + first })
        index(pairs: min(capacity, users.count))
    }

    /// (user, positive, negative) of each pair, by the indices of users and items.
    public func triples(of graph: BipartiteGraph) -> [[Int32]] {
        let first = Int32(truncatingIfNeeded: graph.userCount)
        return (0..<pairs).map { [users.pointer[$0], positives.pointer[$0] - first, negatives.pointer[$0] - first] }
    }

    /// Finds the nodes of the first `pairs` pairs.
    func index(pairs: Int) {
        clear()
        self.pairs = pairs
        let lists = hasNegatives ? [users, positives, negatives] : [users, positives]
        for list in lists {
            for pair in 0..<pairs { slots.pointer[Int(list.pointer[pair])] = 0 }
        }
        for node in 0..<slots.capacity where slots.pointer[node] == 0 {
            touched.pointer[touchedCount] = Int32(truncatingIfNeeded: node)
            slots.pointer[node] = Int32(truncatingIfNeeded: touchedCount)
            occurrences.pointer[touchedCount] = 0
            touchedCount += 1
        }
        for list in lists {
            for pair in 0..<pairs { occurrences.pointer[Int(slots.pointer[Int(list.pointer[pair])])] += 1 }
        }
        for pair in 0..<pairs {
            left.pointer[pair] = slots.pointer[Int(users.pointer[pair])]
            right.pointer[pair] = slots.pointer[Int(positives.pointer[pair])]
        }
        guard hasNegatives else { return }
        for pair in 0..<pairs {
            left.pointer[pairs + pair] = left.pointer[pair]
            right.pointer[pairs + pair] = slots.pointer[Int(negatives.pointer[pair])]
        }
    }

    private func clear() {
        for slot in 0..<touchedCount { slots.pointer[Int(touched.pointer[slot])] = -1 }
        touchedCount = 0
    }
}
