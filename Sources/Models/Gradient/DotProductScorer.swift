import Datasets
import Layers

/// A `Scorer` over factors and biases: all items by one matrix product a block of users.
struct DotProductScorer: Scorer {
    let products: DotProducts

    var userCount: Int { products.userCount }
    var itemCount: Int { products.itemCount }

    func scoreAllItems(users: ArraySlice<Int32>, into scores: inout [Float]) throws {
        try checkBlock(users: users, capacity: scores.count)
        products.scoreAllItems(users: users, into: &scores)
    }

    func score(users: [Int32], items: [Int32]) throws -> [Float] {
        try checkPairs(users: users, items: items)
        return products.score(users: users, items: items)
    }
}
