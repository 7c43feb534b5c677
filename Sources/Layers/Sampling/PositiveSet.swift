import CKernels

/// Which (user, item) pairs are positives, for rejecting sampled negatives: a bit a pair where that stays under 64 MiB, sorted lists
/// otherwise, each behind a small filter, so that most negatives cost one look however many items a user has.
final class PositiveSet {
    /// The kernels' view; `bits` is null where lists are used. Valid as long as this object.
    let view: ck_positives
    /// Distinct positives of each user.
    let counts: [Int32]
    private let bits: UnsafeMutableBufferPointer<UInt64>
    private let offsets: UnsafeMutableBufferPointer<Int64>
    private let sorted: UnsafeMutableBufferPointer<Int32>
    /// The filters of the lists, one after another, and where each user's is; see `ck_positives`.
    private let filter: UnsafeMutableBufferPointer<UInt64>, filters: UnsafeMutableBufferPointer<Int64>

    static let bitLimit = 64 * 1024 * 1024 * 8

    init(users: [Int32], items: [Int32], userCount: Int, itemCount: Int, bitLimit: Int = PositiveSet.bitLimit) {
        let words = (itemCount + 63) / 64
        if userCount * words * 64 <= bitLimit {
            let bits = ScatteredMemory.allocate(UInt64.self, userCount * words)
            bits.initialize(repeating: 0)
            for (user, item) in zip(users, items) { bits[Int(user) * words + Int(item) >> 6] |= 1 << UInt64(item & 63) }
            counts = (0..<userCount).map { user in
                (0..<words).reduce(0) { $0 + Int32(bits[user * words + $1].nonzeroBitCount) }
            }
            (self.bits, offsets, sorted) = (bits, .init(start: nil, count: 0), .init(start: nil, count: 0))
            (filter, filters) = (.init(start: nil, count: 0), .init(start: nil, count: 0))
        } else {
            let lists = PositiveSet.sortedLists(users, items, userCount)
            counts = (0..<userCount).map { Int32(lists.offsets[$0 + 1] - lists.offsets[$0]) }
            (bits, offsets, sorted) = (
                .init(start: nil, count: 0), .allocate(capacity: userCount + 1), ScatteredMemory.allocate(Int32.self, items.count)
            )
            _ = offsets.initialize(fromContentsOf: lists.offsets)
            sorted.initialize(repeating: 0)
            _ = sorted.update(fromContentsOf: lists.items)
            (filter, filters) = PositiveSet.filters(users, items, counts)
        }
        view = ck_positives(
            bits: UnsafePointer(bits.baseAddress), words: words, offsets: UnsafePointer(offsets.baseAddress),
            sorted: UnsafePointer(sorted.baseAddress), filter: UnsafePointer(filter.baseAddress),
            filters: UnsafePointer(filters.baseAddress))
    }

    deinit {
        bits.deallocate()
        offsets.deallocate()
        sorted.deallocate()
        filter.deallocate()
        filters.deallocate()
    }

    /// 16 bits for each item of a user, rounded up to a power of two, at least a word.
    private static func filters(
        _ users: [Int32], _ items: [Int32], _ counts: [Int32]
    ) -> (UnsafeMutableBufferPointer<UInt64>, UnsafeMutableBufferPointer<Int64>) {
        let filters = UnsafeMutableBufferPointer<Int64>.allocate(capacity: max(1, counts.count))
        var words: Int64 = 0
        for (user, count) in counts.enumerated() {
            let needed = max(1, (Int64(count) + 3) / 4), logarithm = Int64(64 - (needed - 1).leadingZeroBitCount)
            filters[user] = words << 8 | logarithm
            words += 1 << logarithm
        }
        let filter = ScatteredMemory.allocate(UInt64.self, Int(words))
        filter.initialize(repeating: 0)
        for (user, item) in zip(users, items) {
            let place = filters[Int(user)]
            filter[Int(place >> 8) + Int(ck_filter_word(item, place & 255))] |= ck_filter_bits(item)
        }
        return (filter, filters)
    }

    /// Items of each user, ascending and each once.
    private static func sortedLists(_ users: [Int32], _ items: [Int32], _ userCount: Int) -> (offsets: [Int64], items: [Int32]) {
        var lists = [[Int32]](repeating: [], count: userCount)
        for (user, item) in zip(users, items) { lists[Int(user)].append(item) }
        var offsets: [Int64] = [0], flat: [Int32] = []
        flat.reserveCapacity(items.count)
        for list in lists {
            var last: Int32 = -1
            for item in list.sorted() where item != last {
                flat.append(item)
                last = item
            }
            offsets.append(Int64(flat.count))
        }
        return (offsets, flat)
    }
}
