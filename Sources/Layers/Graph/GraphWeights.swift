import Tensor

/// A graph network's weights: the embeddings of users and items, in one matrix with users first so that products see all nodes, and
/// whatever else the network names.
public final class GraphWeights {
    public let userCount: Int, itemCount: Int, dimension: Int
    /// (U + I) × D.
    public let embeddings: FactorStorage
    /// Weights that do not belong to nodes.
    public let shared: WeightStore

    /// `seed` decides the initial values, one stream for each name.
    public init(userCount: Int, itemCount: Int, dimension: Int, _ initializer: Initializer, seed: UInt64) {
        (self.userCount, self.itemCount, self.dimension) = (userCount, itemCount, dimension)
        shared = WeightStore(seed: seed)
        embeddings = Storage(count: (userCount + itemCount) * dimension)
        let start = WeightStore(seed: seed), split = userCount * dimension
        let users = start.storage("user_embedding", shape: [userCount, dimension], initializer)
        let items = start.storage("item_embedding", shape: [itemCount, dimension], initializer)
        embeddings.pointer.update(from: users.pointer, count: users.count)
        (embeddings.pointer + split).update(from: items.pointer, count: items.count)
    }

    /// Every weight by name, with embeddings as `user_embedding` and `item_embedding`.
    public var named: [(name: String, shape: [Int], values: [Float])] {
        let split = userCount * dimension
        let all = UnsafeBufferPointer(start: embeddings.pointer, count: embeddings.count)
        return [
            ("user_embedding", [userCount, dimension], Array(all[..<split])),
            ("item_embedding", [itemCount, dimension], Array(all[split...])),
        ] + shared.entries.map { ($0.name, $0.shape, $0.storage.array) }
    }

    /// `values` of every weight, in the order of `named` and of as many elements.
    public func assign(_ values: [[Float]]) {
        guard values.count == 2 + shared.entries.count else { return }
        embeddings.assign(values[0] + values[1])
        for (entry, values) in zip(shared.entries, values[2...]) { entry.storage.assign(values) }
    }
}
