import Datasets

/// Items of each user in compressed rows: those of user u are `items[offsets[u]..<offsets[u + 1]]`, ascending, each once.
struct UserItems: Sendable {
    private(set) var offsets: [Int]
    private(set) var items: [Int32]

    init(userCount: Int, _ parts: [Interactions]) {
        // Interactions in the order of their items, so that each user's row, filled in that order, is ascending: nothing is compared.
        let itemCount = 1 + Int(parts.reduce(Int32(-1)) { max($0, $1.items.max() ?? -1) })
        var itemStarts = [Int](repeating: 0, count: itemCount + 1)
        var starts = [Int](repeating: 0, count: userCount + 1)
        for part in parts {
            for item in part.items { itemStarts[Int(item) + 1] += 1 }
            for user in part.users { starts[Int(user) + 1] += 1 }
        }
        for item in 0..<itemCount { itemStarts[item + 1] += itemStarts[item] }
        for user in 0..<userCount { starts[user + 1] += starts[user] }
        var byItem = [Int32](repeating: 0, count: starts[userCount]), next = itemStarts
        for part in parts {
            for (user, item) in zip(part.users, part.items) {
                byItem[next[Int(item)]] = user
                next[Int(item)] += 1
            }
        }
        (offsets, items) = Self.rows(byItem, itemStarts, starts)
    }

    /// Rows of users from columns of items, each pair once.
    private static func rows(_ byItem: [Int32], _ itemStarts: [Int], _ starts: [Int]) -> (offsets: [Int], items: [Int32]) {
        var sorted = [Int32](repeating: 0, count: byItem.count), ends = starts
        for item in 0..<itemStarts.count - 1 {
            for place in itemStarts[item]..<itemStarts[item + 1] {
                let user = Int(byItem[place]), end = ends[user]
                if end > starts[user], sorted[end - 1] == Int32(item) { continue }
                sorted[end] = Int32(item)
                ends[user] = end + 1
            }
        }
        var offsets = [0], kept = 0
        offsets.reserveCapacity(starts.count)
        for user in 0..<starts.count - 1 {
            for place in starts[user]..<ends[user] {
                sorted[kept] = sorted[place]
                kept += 1
            }
            offsets.append(kept)
        }
        sorted.removeLast(sorted.count - kept)
        return (offsets, sorted)
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
