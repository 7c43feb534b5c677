import Datasets

/// Items of each user in compressed rows: those of user u are `items[offsets[u]..<offsets[u + 1]]`, ascending, each once.
struct UserItems: Sendable {
    private(set) var offsets: [Int]
    private(set) var items: [Int32]

    init(userCount: Int, _ parts: [Interactions]) {
        var counts = [Int](repeating: 0, count: userCount + 1)
        for part in parts { for user in part.users { counts[Int(user) + 1] += 1 } }
        for user in 0..<userCount { counts[user + 1] += counts[user] }
        var next = counts
        var unsorted = [Int32](repeating: 0, count: counts[userCount])
        for part in parts {
            for (user, item) in zip(part.users, part.items) {
                unsorted[next[Int(user)]] = item
                next[Int(user)] += 1
            }
        }
        offsets = [0]
        items = []
        offsets.reserveCapacity(userCount + 1)
        items.reserveCapacity(unsorted.count)
        for user in 0..<userCount { append(unsorted[counts[user]..<counts[user + 1]]) }
    }

    /// Adds the row of the next user.
    private mutating func append(_ row: ArraySlice<Int32>) {
        let start = items.count
        for item in row.sorted() where items.count == start || items[items.count - 1] != item { items.append(item) }
        offsets.append(items.count)
    }

    subscript(user: Int32) -> ArraySlice<Int32> { items[offsets[Int(user)]..<offsets[Int(user) + 1]] }
}

extension ArraySlice<Int32> {
    /// Position of `item` in an ascending slice, or nil. O(log n).
    func position(ofSorted item: Int32) -> Int? {
        var low = startIndex, high = endIndex
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < item { low = middle + 1 } else { high = middle }
        }
        return low < endIndex && self[low] == item ? low : nil
    }
}
