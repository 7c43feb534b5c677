import CKernels
import Tensor

/// Scores of all items for a user by a network over pairs, never a batch of pairs: what depends on the item alone is computed once, what
/// depends on the user alone once a user, and the rest for sixty-four items at a time, one in each lane of the vectors, layer after layer
/// in the cache. A score's bits depend on the user and the item only. Safe to call from several threads at once.
///
/// x → ReLU(W x + b) for each of `hidden`, then w · x + b, plus g_u · q_i where there is a product part.
public final class PanelScores: Sendable {
    /// The first layer, B × `columns`.
    public enum Input: Sendable {
        /// x = scale · softmax(W (u ⊙ v) + b) ⊙ u ⊙ v.
        case attended(users: Storage, items: Storage, weight: Storage, bias: Storage, scale: Float)
        /// x = ReLU(W (u, v) + b), with u and v of `size` elements, W `outputs` × 2 size: the sum of a user's part and an item's part.
        case concatenated(users: Storage, items: Storage, size: Int, weight: Storage, bias: Storage, outputs: Int)
    }

    public struct Layer: Sendable {
        let weight: Storage, bias: Storage

        /// `weight` is outputs × inputs.
        public init(weight: Storage, bias: Storage) { (self.weight, self.bias) = (weight, bias) }

        /// `name`.weight and `name`.bias.
        public init?(_ name: String, _ weights: WeightStore) {
            guard let weight = weights[name + ".weight"], let bias = weights[name + ".bias"] else { return nil }
            self.init(weight: weight, bias: bias)
        }

        var outputs: Int { bias.count }
    }

    private let input: Input
    private let hidden: [Layer]
    private let output: Layer
    /// The item of each place in the panels.
    private let order: [Int32]
    private let items: ItemPanels
    /// Columns of the first layer.
    private let columns: Int
    private let product: (users: Storage, items: ItemPanels, size: Int)?
    private let userPart: Storage?
    /// The greatest element of each of the panels' rows, by which those that a user's part leaves at zero are known; nil where there is
    /// nothing to leave out, or where a value is not finite, which must show in the scores.
    private let greatest: Storage?

    /// `product` has users × size and items × size; the users' rows hold the output weights already.
    public init(
        itemCount: Int, input: Input, hidden: [Layer], output: Layer, product: (users: Storage, items: Storage, size: Int)? = nil
    ) {
        (self.input, self.hidden, self.output) = (input, hidden, output)
        switch input {
        case .attended(_, let table, _, let bias, _):
            (columns, userPart, greatest) = (bias.count, nil, nil)
            order = (0..<itemCount).map { Int32(truncatingIfNeeded: $0) }
            items = ItemPanels(table.pointer, items: itemCount, columns: bias.count)
        case .concatenated(_, let table, let size, let weight, let bias, let outputs):
            let parts = Self.split(weight, size: size, outputs: outputs)
            (columns, userPart) = (outputs, parts.user)
            // Every item's W_v v + b, items × outputs.
            let shares = Storage(count: itemCount * outputs)
            for item in 0..<itemCount {
                let row = shares.pointer + item * outputs
                ck_project(outputs, size, parts.item.pointer, table.pointer + item * size, 0, row)
                for output in 0..<outputs { row[output] += bias.pointer[output] }
            }
            order = ItemOrder.similar(shares.pointer, items: itemCount, columns: outputs)
            items = ItemPanels(shares.pointer, order: order, columns: outputs)
            let isFinite = ([shares] + hidden.prefix(1).map(\.weight)).allSatisfy { $0.array.allSatisfy(\.isFinite) }
            greatest = isFinite && !hidden.isEmpty ? items.greatest() : nil
        }
        let order = order
        self.product = product.map { ($0.users, ItemPanels($0.items.pointer, order: order, columns: $0.size), $0.size) }
    }

    /// W (outputs × 2 size) as two matrices of outputs × size.
    private static func split(_ weight: Storage, size: Int, outputs: Int) -> (user: Storage, item: Storage) {
        let user = Storage(count: outputs * size), item = Storage(count: outputs * size)
        for row in 0..<outputs {
            (user.pointer + row * size).update(from: weight.pointer + row * 2 * size, count: size)
            (item.pointer + row * size).update(from: weight.pointer + (row * 2 + 1) * size, count: size)
        }
        return (user, item)
    }

    /// Row-major `users.count` × items at the front of `scores`. Indices and the size of `scores` have been checked by the caller.
    public func scoreAllItems(users: ArraySlice<Int32>, into scores: inout [Float]) {
        let pass = PanelPass(
            first: first, hidden: hidden, output: output, columns: columns, users: users.count, productSize: product?.size ?? 0)
        for (row, user) in users.enumerated() { prepare(Int(user), row, pass) }
        scores.withUnsafeMutableBufferPointer { scores in
            guard let start = scores.baseAddress else { return }
            order.withUnsafeBufferPointer { order in
                // A panel stays in the cache while all users of the block pass.
                for panel in 0..<items.count {
                    let place = panel * ItemPanels.width
                    pass.score(
                        items[panel], greatest: greatest.map { UnsafePointer($0.pointer + panel * columns) },
                        product: product?.items[panel],
                        order: UnsafeBufferPointer(rebasing: order[place...]), into: start, stride: order.count)
                }
            }
        }
    }

    private var first: PanelPass.First {
        switch input {
        case .attended(_, _, let weight, let bias, let scale): .attended(Layer(weight: weight, bias: bias), scale: scale)
        case .concatenated: .shifted
        }
    }

    /// What the first layer needs of a user, u or W_u u, and its row of the product.
    private func prepare(_ user: Int, _ row: Int, _ pass: PanelPass) {
        let out = pass.users.pointer + row * columns
        switch input {
        case .attended(let users, _, _, _, _): out.update(from: users.pointer + user * columns, count: columns)
        case .concatenated(let users, _, let size, _, _, _):
            if let userPart { ck_project(columns, size, userPart.pointer, users.pointer + user * size, 0, out) }
        }
        guard let product else { return }
        (pass.factors.pointer + row * product.size).update(from: product.users.pointer + user * product.size, count: product.size)
    }
}
