import Datasets
import Layers

extension TrainingData {
    /// The distinct training items of each user, ascending.
    var history: SeenItems { SeenItems(train, userCount: userCount) }
}

extension SeenItems {
    /// The users of each item, ascending.
    func transposed(_ itemCount: Int) -> AdjacencyLists {
        var offsets = [Int](repeating: 0, count: itemCount + 1)
        for item in items { offsets[Int(item) + 1] += 1 }
        for item in 0..<itemCount { offsets[item + 1] += offsets[item] }
        var next = offsets
        var users = [Int32](repeating: 0, count: items.count)
        for user in 0..<userCount {
            for item in self[user] {
                users[next[Int(item)]] = Int32(truncatingIfNeeded: user)
                next[Int(item)] += 1
            }
        }
        return AdjacencyLists(offsets: offsets, indices: users)
    }
}
