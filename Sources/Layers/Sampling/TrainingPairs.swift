import CKernels

/// The positives of an epoch, user beside item: one read in random order for each.
final class TrainingPairs {
    private let pairs: UnsafeMutableBufferPointer<ck_pair>
    let count: Int

    /// The pairs (users[i], items[i]) whose users pass `isUsable`.
    init(users: [Int32], items: [Int32], where isUsable: (Int32) -> Bool) {
        pairs = ScatteredMemory.allocate(ck_pair.self, users.count)
        var count = 0
        for (user, item) in zip(users, items) where isUsable(user) {
            pairs.initializeElement(at: count, to: ck_pair(user: user, item: item))
            count += 1
        }
        self.count = count
    }

    deinit { pairs.deallocate() }

    /// Hands the kernels their view of them in that order.
    func withOrder<Result>(_ order: [Int32], _ body: (inout ck_ordered_pairs) -> Result) -> Result {
        order.withUnsafeBufferPointer { order in
            var view = ck_ordered_pairs(order: order.baseAddress, pairs: pairs.baseAddress, count: count)
            return body(&view)
        }
    }
}
