import Datasets

struct ContentProfileScorer: Scorer {
    let profiles: [Float]
    let features: SparseFeatures
    let userCount: Int
    var itemCount: Int { features.rowCount }

    func scoreAllItems(users: ArraySlice<Int32>, into scores: inout [Float]) throws {
        try checkBlock(users: users, capacity: scores.count)
        var position = 0
        for user in users {
            for item in 0..<itemCount {
                scores[position] = cosine(Int(user), item)
                position += 1
            }
        }
    }

    func score(users: [Int32], items: [Int32]) throws -> [Float] {
        try checkPairs(users: users, items: items)
        return zip(users, items).map { cosine(Int($0), Int($1)) }
    }

    private func cosine(_ user: Int, _ item: Int) -> Float {
        let start = user * features.columnCount
        var sum: Float = 0
        for entry in features.offsets[item]..<features.offsets[item + 1] {
            sum += profiles[start + Int(features.columns[entry])] * features.values[entry]
        }
        return sum
    }
}
