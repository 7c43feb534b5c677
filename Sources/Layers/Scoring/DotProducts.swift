import CKernels
import Tensor

/// Scores that are dot products: s(u, i) = offset + b_u + c_i + p_u · q_i, with user factors U × D and item factors I × D.
/// Safe to call from several threads at once.
public struct DotProducts: Sendable {
    public let userCount: Int
    public let itemCount: Int
    private let factors: Int
    private let offset: Float
    private let users: Storage, items: Storage, userBias: Storage?, itemBias: Storage?
    private let panels: ItemPanels

    public init(
        users: [Float], items: [Float], factors: Int, offset: Float = 0, userBias: [Float]? = nil, itemBias: [Float]? = nil
    ) {
        self.factors = factors
        self.offset = offset
        userCount = users.count / factors
        itemCount = items.count / factors
        self.users = Storage(users)
        self.items = Storage(items)
        panels = ItemPanels(self.items.pointer, items: itemCount, columns: factors)
        self.userBias = userBias.map { Storage($0) }
        self.itemBias = itemBias.map { Storage($0) }
    }

    /// Row-major `users.count` × I at the front of `scores`. Indices and the size of `scores` have been checked by the caller.
    /// A score's bits depend on the user and the item only.
    public func scoreAllItems(users batch: ArraySlice<Int32>, into scores: inout [Float]) {
        let gathered = Storage(count: batch.count * factors)
        for (row, user) in batch.enumerated() {
            (gathered.pointer + row * factors).update(from: users.pointer + Int(user) * factors, count: factors)
        }
        let constants = Storage(batch.map { offset + (userBias?.pointer[Int($0)] ?? 0) })
        scores.withUnsafeMutableBufferPointer { scores in
            guard let start = scores.baseAddress else { return }
            panels.products(gathered.pointer, rows: batch.count, bias: constants.pointer, into: start)
            guard let itemBias = itemBias?.pointer else { return }
            for row in 0..<batch.count {
                let out = start + row * itemCount
                for item in 0..<itemCount { out[item] += itemBias[item] }
            }
        }
    }

    public func score(users batch: [Int32], items itemBatch: [Int32]) -> [Float] {
        [Float](unsafeUninitializedCapacity: batch.count) { out, count in
            count = batch.count
            guard let start = out.baseAddress else { return }
            ck_pair_dots(count, factors, users.pointer, items.pointer, batch, itemBatch, start)
            for pair in 0..<count {
                let constant = offset + (userBias?.pointer[Int(batch[pair])] ?? 0)
                start[pair] += constant + (itemBias?.pointer[Int(itemBatch[pair])] ?? 0)
            }
        }
    }
}
