/// Which (user, item) pairs are positives, for rejecting sampled negatives: a bit a pair where that stays under 64 MiB, sorted lists
/// otherwise.
final class PositiveSet {
    private let itemCount: Int
    private let wordsPerUser: Int
    private var bits: [UInt64] = []
    private var offsets: [Int] = []
    private var sorted: [Int32] = []
    /// Distinct positives of each user.
    let counts: [Int32]

    static let bitLimit = 64 * 1024 * 1024 * 8

    init(users: [Int32], items: [Int32], userCount: Int, itemCount: Int, bitLimit: Int = PositiveSet.bitLimit) {
        self.itemCount = itemCount
        let wordsPerUser = (itemCount + 63) / 64
        self.wordsPerUser = wordsPerUser
        if userCount * wordsPerUser * 64 <= bitLimit {
            var bits = [UInt64](repeating: 0, count: userCount * wordsPerUser)
            for (user, item) in zip(users, items) { bits[Int(user) * wordsPerUser + Int(item) >> 6] |= 1 << UInt64(item & 63) }
            counts = (0..<userCount).map { user in
                bits[user * wordsPerUser..<(user + 1) * wordsPerUser].reduce(0) { $0 + Int32($1.nonzeroBitCount) }
            }
            self.bits = bits
        } else {
            (offsets, sorted) = PositiveSet.sortedLists(users, items, userCount)
            let offsets = offsets
            counts = (0..<userCount).map { Int32(offsets[$0 + 1] - offsets[$0]) }
        }
    }

    private static func sortedLists(_ users: [Int32], _ items: [Int32], _ userCount: Int) -> (offsets: [Int], items: [Int32]) {
        var lists = [[Int32]](repeating: [], count: userCount)
        for (user, item) in zip(users, items) { lists[Int(user)].append(item) }
        var offsets = [0], flat: [Int32] = []
        flat.reserveCapacity(items.count)
        for list in lists {
            var last: Int32 = -1
            for item in list.sorted() where item != last {
                flat.append(item)
                last = item
            }
            offsets.append(flat.count)
        }
        return (offsets, flat)
    }

    @inline(__always) func contains(user: Int32, item: Int32) -> Bool {
        if !bits.isEmpty { return bits[Int(user) * wordsPerUser + Int(item) >> 6] & (1 << UInt64(item & 63)) != 0 }
        var low = offsets[Int(user)], high = offsets[Int(user) + 1]
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < item { low = middle + 1 } else { high = middle }
        }
        return low < offsets[Int(user) + 1] && sorted[low] == item
    }
}
