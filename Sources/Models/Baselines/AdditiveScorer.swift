import Datasets

/// s(u, i) = offset + userTerms[u] + itemTerms[i].
struct AdditiveScorer: Scorer {
    let offset: Float
    let userTerms: [Float]
    let itemTerms: [Float]

    var userCount: Int { userTerms.count }
    var itemCount: Int { itemTerms.count }

    func scoreAllItems(users: ArraySlice<Int32>, into scores: inout [Float]) throws {
        try checkBlock(users: users, capacity: scores.count)
        var position = 0
        for user in users {
            let start = offset + userTerms[Int(user)]
            for item in itemTerms.indices { scores[position + item] = start + itemTerms[item] }
            position += itemCount
        }
    }

    func score(users: [Int32], items: [Int32]) throws -> [Float] {
        try checkPairs(users: users, items: items)
        return zip(users, items).map { offset + userTerms[Int($0)] + itemTerms[Int($1)] }
    }
}
