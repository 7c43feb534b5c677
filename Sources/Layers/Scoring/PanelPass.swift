import CKernels
import Tensor

/// The layers and buffers of one call of `PanelScores`, and what it does with one panel.
///
/// Layers are plain pointers here: hundreds of thousands of panels pass, and counting references to storages would take a twentieth of
/// the time.
final class PanelPass {
    enum First {
        /// scale · softmax(W (u ⊙ v) + b) ⊙ u ⊙ v, W and b those of the layer.
        case attended(PanelScores.Layer, scale: Float)
        /// ReLU(user's part + item's part).
        case shifted
    }

    private struct Dense {
        let weight: UnsafePointer<Float>, bias: UnsafePointer<Float>
        let outputs: Int, inputs: Int

        init(_ layer: PanelScores.Layer, inputs: Int) {
            (weight, bias) = (UnsafePointer(layer.weight.pointer), UnsafePointer(layer.bias.pointer))
            (outputs, self.inputs) = (layer.outputs, inputs)
        }
    }

    /// What the first layer needs of each user, users × columns, and the users' rows of the product part.
    let users: Storage, factors: Storage
    private let userCount: Int, columns: Int, productSize: Int
    private let attention: Dense?
    private let scale: Float
    private let hidden: [Dense], output: Dense
    private let width = ItemPanels.width
    /// Of one user and panel: values of the layers in turn, the scores, and the rows that are not zero; of all users: the product part.
    private let values: Storage, others: Storage, scores: Storage, live: Indices, products: Storage
    /// Whose weights `Dense` points to.
    private let kept: [PanelScores.Layer]

    init(first: First, hidden: [PanelScores.Layer], output: PanelScores.Layer, columns: Int, users count: Int, productSize: Int) {
        (userCount, self.columns, self.productSize) = (count, columns, productSize)
        users = Storage(count: columns * count)
        factors = Storage(count: productSize * count)
        products = Storage(count: productSize > 0 ? width * count : 0)
        let widest = max(columns, hidden.map(\.outputs).max() ?? 0) * width
        values = Storage(count: widest)
        others = Storage(count: widest)
        scores = Storage(count: width)
        live = Indices(capacity: columns)
        var inputs = columns
        self.hidden = hidden.map { layer in
            defer { inputs = layer.outputs }
            return Dense(layer, inputs: inputs)
        }
        self.output = Dense(output, inputs: inputs)
        switch first {
        case .attended(let layer, let scale):
            (attention, self.scale) = (Dense(layer, inputs: columns), scale)
            kept = hidden + [output, layer]
        case .shifted:
            (attention, scale) = (nil, 1)
            kept = hidden + [output]
        }
    }

    /// Scores of a panel for all users. The item at place p of the panel is `order[p]`; its score for user r goes to out[r · stride +
    /// order[p]]. With `greatest`, the panel's rows that are zero in the first layer are left out of the second one's sums.
    func score(
        _ panel: UnsafePointer<Float>, greatest: UnsafePointer<Float>?, product: UnsafePointer<Float>?, order: UnsafeBufferPointer<Int32>,
        into out: UnsafeMutablePointer<Float>, stride: Int
    ) {
        if let product {
            ck_panel_linear(userCount, productSize, factors.pointer, nil, 0, product, products.pointer, width, width)
        }
        let count = min(width, order.count)
        hidden.withUnsafeBufferPointer { hidden in
            for user in 0..<userCount {
                network(panel, greatest, users.pointer + user * columns, hidden[...])
                ck_panel_place(
                    count, order.baseAddress, scores.pointer, product == nil ? nil : products.pointer + user * width, out + user * stride)
            }
        }
    }

    /// One user's scores of a panel, left in `scores`.
    private func network(
        _ panel: UnsafePointer<Float>, _ greatest: UnsafePointer<Float>?, _ user: UnsafePointer<Float>,
        _ hidden: Slice<UnsafeBufferPointer<Dense>>
    ) {
        var from = values.pointer, to = others.pointer, rest = hidden
        if let attention {
            ck_panel_scale(columns, panel, user, from)
            apply(attention, relu: 0, from, into: to)
            ck_panel_attend(columns, scale, to, from)
        } else {
            let count = ck_panel_shift_relu(columns, panel, greatest, user, from, live.pointer)
            if count < columns, let next = rest.popFirst() {
                ck_panel_linear_live(next.outputs, columns, live.pointer, count, next.weight, next.bias, 1, from, to)
                swap(&from, &to)
            }
        }
        for layer in rest {
            apply(layer, relu: 1, from, into: to)
            swap(&from, &to)
        }
        apply(output, relu: 0, from, into: scores.pointer)
    }

    private func apply(_ layer: Dense, relu: Int32, _ from: UnsafePointer<Float>, into to: UnsafeMutablePointer<Float>) {
        ck_panel_linear(layer.outputs, layer.inputs, layer.weight, layer.bias, relu, from, to, width, width)
    }
}
