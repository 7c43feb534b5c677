/// The items of each user, ascending and without repetition: what a ranking masks and what a sampler of negatives avoids.
public struct SeenItems: Hashable, Sendable {
    /// The items of user u are `items[offsets[u]..<offsets[u + 1]]`.
    public private(set) var offsets: [Int]
    public private(set) var items: [Int32]

    public init(_ interactions: Interactions, userCount: Int) {
        self.init([interactions], userCount: userCount)
    }

    /// The union of several parts, such as training and validation.
    public init(_ parts: [Interactions], userCount: Int) {
        let users = parts.count == 1 ? parts[0].users : parts.flatMap(\.users)
        let all = parts.count == 1 ? parts[0].items : parts.flatMap(\.items)
        let grouped = RowsByUser(users, userCount: userCount)
        offsets = [0]
        offsets.reserveCapacity(userCount + 1)
        items = []
        items.reserveCapacity(all.count)
        var own: [Int32] = []
        for user in 0..<userCount {
            own.removeAll(keepingCapacity: true)
            for row in grouped[user] { own.append(all[Int(row)]) }
            own.sort()
            var previous: Int32 = -1
            for item in own where item != previous {
                items.append(item)
                previous = item
            }
            offsets.append(items.count)
        }
    }

    public var userCount: Int { offsets.count - 1 }

    public subscript(user: Int) -> ArraySlice<Int32> { items[offsets[user]..<offsets[user + 1]] }

    /// By bisection.
    public func contains(user: Int, item: Int32) -> Bool {
        var low = offsets[user], high = offsets[user + 1]
        while low < high {
            let middle = (low + high) / 2
            if items[middle] < item { low = middle + 1 } else { high = middle }
        }
        return low < offsets[user + 1] && items[low] == item
    }
}
