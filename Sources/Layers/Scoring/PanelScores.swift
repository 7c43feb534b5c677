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
    private let items: ItemPanels
    /// Columns of the first layer.
    private let columns: Int
    private let product: (users: Storage, items: ItemPanels, size: Int)?
    private let userPart: Storage?

    /// Buffers of one call.
    private struct Scratch {
        /// What the first layer needs of each user, and the users' rows of the product.
        let users: Storage, products: Storage
        let first: Storage, second: Storage, scores = Storage(count: ItemPanels.width)
    }

    /// `product` has users × size and items × size; the users' rows hold the output weights already.
    public init(
        itemCount: Int, input: Input, hidden: [Layer], output: Layer, product: (users: Storage, items: Storage, size: Int)? = nil
    ) {
        (self.input, self.hidden, self.output) = (input, hidden, output)
        self.product = product.map { ($0.users, ItemPanels($0.items.pointer, items: itemCount, columns: $0.size), $0.size) }
        switch input {
        case .attended(_, let table, _, let bias, _):
            columns = bias.count
            items = ItemPanels(table.pointer, items: itemCount, columns: bias.count)
            userPart = nil
        case .concatenated(_, let table, let size, let weight, let bias, let outputs):
            columns = outputs
            let parts = Self.split(weight, size: size, outputs: outputs)
            userPart = parts.user
            // Every item's W_v v + b, items × outputs.
            let shares = Storage(count: itemCount * outputs)
            for item in 0..<itemCount {
                let row = shares.pointer + item * outputs
                ck_project(outputs, size, parts.item.pointer, table.pointer + item * size, 0, row)
                for output in 0..<outputs { row[output] += bias.pointer[output] }
            }
            items = ItemPanels(shares.pointer, items: itemCount, columns: outputs)
        }
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
        let widest = max(columns, hidden.map(\.outputs).max() ?? 0) * ItemPanels.width
        let scratch = Scratch(
            users: Storage(count: columns * users.count), products: Storage(count: (product?.size ?? 0) * users.count),
            first: Storage(count: widest), second: Storage(count: widest))
        for (row, user) in users.enumerated() { prepare(Int(user), row, scratch) }
        scores.withUnsafeMutableBufferPointer { scores in
            guard let start = scores.baseAddress else { return }
            // A panel stays in the cache while all users of the block pass.
            for panel in 0..<items.count { score(panel, users: users.count, scratch, start + panel * ItemPanels.width) }
        }
    }

    /// What the first layer needs of a user, u or W_u u, and its row of the product.
    private func prepare(_ user: Int, _ row: Int, _ scratch: Scratch) {
        let out = scratch.users.pointer + row * columns
        switch input {
        case .attended(let users, _, _, _, _): out.update(from: users.pointer + user * columns, count: columns)
        case .concatenated(let users, _, let size, _, _, _):
            if let userPart { ck_project(columns, size, userPart.pointer, users.pointer + user * size, 0, out) }
        }
        guard let product else { return }
        (scratch.products.pointer + row * product.size).update(from: product.users.pointer + user * product.size, count: product.size)
    }

    private func score(_ panel: Int, users: Int, _ scratch: Scratch, _ out: UnsafeMutablePointer<Float>) {
        let count = items.items(in: panel)
        if let product {
            ck_panel_linear(users, product.size, scratch.products.pointer, nil, 0, product.items[panel], out, items.items, count)
        }
        for row in 0..<users {
            first(panel, scratch.users.pointer + row * columns, scratch)
            let to = out + row * items.items
            guard product != nil else {
                finish(scratch, into: to, count: count)
                continue
            }
            finish(scratch, into: scratch.scores.pointer, count: ItemPanels.width)
            for item in 0..<count { to[item] += scratch.scores.pointer[item] }
        }
    }

    /// The first layer, left in `scratch.first`.
    private func first(_ panel: Int, _ user: UnsafeMutablePointer<Float>, _ scratch: Scratch) {
        switch input {
        case .attended(_, _, let weight, let bias, let scale):
            ck_panel_scale(columns, items[panel], user, scratch.first.pointer)
            multiply(weight, bias, outputs: columns, inputs: columns, relu: 0, scratch.first, into: scratch.second)
            ck_panel_attend(columns, scale, scratch.second.pointer, scratch.first.pointer)
        case .concatenated: ck_panel_shift_relu(columns, items[panel], user, scratch.first.pointer)
        }
    }

    private func finish(_ scratch: Scratch, into out: UnsafeMutablePointer<Float>, count: Int) {
        var (from, to, inputs) = (scratch.first, scratch.second, columns)
        for layer in hidden {
            multiply(layer.weight, layer.bias, outputs: layer.outputs, inputs: inputs, relu: 1, from, into: to)
            (from, to, inputs) = (to, from, layer.outputs)
        }
        ck_panel_linear(
            1, inputs, output.weight.pointer, output.bias.pointer, 0, from.pointer, out, ItemPanels.width, count)
    }

    private func multiply(
        _ weight: Storage, _ bias: Storage, outputs: Int, inputs: Int, relu: Int32, _ from: Storage, into to: Storage
    ) {
        ck_panel_linear(
            outputs, inputs, weight.pointer, bias.pointer, relu, from.pointer, to.pointer, ItemPanels.width, ItemPanels.width)
    }
}
