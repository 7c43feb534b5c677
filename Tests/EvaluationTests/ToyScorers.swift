import Datasets

/// Scores from a function of user and item.
struct FunctionScorer: Scorer {
    var userCount: Int
    var itemCount: Int
    var function: @Sendable (Int32, Int32) -> Float

    func scoreAllItems(users: ArraySlice<Int32>, into scores: inout [Float]) throws {
        for (row, user) in users.enumerated() {
            for item in 0..<itemCount { scores[row * itemCount + item] = function(user, Int32(item)) }
        }
    }

    func score(users: [Int32], items: [Int32]) throws -> [Float] { zip(users, items).map(function) }
}

/// How often each item was interacted with: the most-popular baseline.
struct PopularityScorer: Scorer {
    var userCount: Int
    var counts: [Float]

    init(_ split: DataSplit) {
        userCount = split.userCount
        counts = [Float](repeating: 0, count: split.itemCount)
        for item in split.train.items { counts[Int(item)] += 1 }
    }

    var itemCount: Int { counts.count }

    func scoreAllItems(users: ArraySlice<Int32>, into scores: inout [Float]) throws {
        for row in 0..<users.count {
            for item in 0..<itemCount { scores[row * itemCount + item] = counts[item] }
        }
    }

    func score(users: [Int32], items: [Int32]) throws -> [Float] { items.map { counts[Int($0)] } }
}
