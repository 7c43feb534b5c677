import Datasets
import Layers

/// A scorer that knows what to do with users whom the training data did not have.
public protocol HistoryScorer: Scorer {
    /// Scores of all items for a user with these items, I values; items may repeat and come in any order. An empty list is a user of whom
    /// nothing is known. Throws `Failure(.invalidInput)` where an index is out of range.
    func scoreAllItems(history: [Int32]) throws -> [Float]
}

/// Scores of `NCFProfile`: dot products of the users' projected profiles and the items' profiles, computed once.
struct ProfileScorer: HistoryScorer {
    let userCount: Int
    let itemCount: Int
    private let weights: WeightStore
    private let options: NCFProfileParameters
    private let content: FieldRows
    private let offset: Float
    private let products: DotProducts

    init(
        weights: [NamedTensor], options: NCFProfileParameters, content: FieldRows, history: FieldRows, offset: Float, itemCount: Int
    ) {
        let store = WeightStore(
            weights.compactMap { tensor in
                guard case .float(let values) = tensor.values else { return nil }
                return (tensor.name, tensor.shape, values)
            })
        (self.weights, self.options, self.content, self.offset) = (store, options, content, offset)
        (userCount, self.itemCount) = (history.rows, itemCount)
        products = Self.products(store, options, content: content, history: history, offset: offset)
    }

    /// One pass of the network, without a target, for each block of users.
    private static func products(
        _ weights: WeightStore, _ options: NCFProfileParameters, content: FieldRows, history: FieldRows, offset: Float
    ) -> DotProducts {
        let block = min(NetworkScores.block, max(1, history.rows)), size = options.embeddingDim
        let network = Network(capacity: block, weights: weights, isTraining: false)
        var users: [Float] = [], items: [Float] = []
        users.reserveCapacity(history.rows * size)
        if let layers = NCFProfile.profiles(network, options, NCFProfile.inputs(content: content, history: history)) {
            for row in 0..<block { network.items.pointer[row] = -1 }
            for start in stride(from: 0, to: history.rows, by: block) {
                let rows = min(block, history.rows - start)
                for row in 0..<rows { network.users.pointer[row] = Int32(truncatingIfNeeded: start + row) }
                network.forward(rows: rows)
                users += UnsafeBufferPointer(start: layers.users.values, count: rows * size)
            }
            if users.isEmpty { network.forward(rows: 0) }
            items += UnsafeBufferPointer(start: layers.items.values, count: content.rows * size)
        }
        return DotProducts(users: users, items: items, factors: size, offset: offset)
    }

    func scoreAllItems(users: ArraySlice<Int32>, into scores: inout [Float]) throws {
        try checkBlock(users: users, capacity: scores.count)
        products.scoreAllItems(users: users, into: &scores)
    }

    func score(users: [Int32], items: [Int32]) throws -> [Float] {
        try checkPairs(users: users, items: items)
        return products.score(users: users, items: items)
    }

    func scoreAllItems(history: [Int32]) throws -> [Float] {
        try check(users: [], items: history)
        let items = Set(history).sorted()
        let rows = NCFProfile.history(offsets: [0, items.count], items: items, itemCount: itemCount)
        let own = Self.products(weights, options, content: content, history: rows, offset: offset)
        var scores = [Float](repeating: 0, count: itemCount)
        own.scoreAllItems(users: [0], into: &scores)
        return scores
    }
}
