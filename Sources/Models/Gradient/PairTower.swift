import Diagnostics
import Layers

/// The tower of He et al. 2017 over a pair: user and item embeddings side by side, then hidden layers with ReLU (eq. 10):
///
///     z₀ = (p_u, q_i)                     B × 2E
///     z_l = ReLU(W_l dropout(z_{l−1}) + b_l)   B × layers[l − 1]
///
/// `MLP` is this tower with a projection on top; `NeuMF` joins it with a `GMF`.
struct PairTower {
    /// E: the size of each of the two embeddings.
    let embeddingDim: Int
    /// Outputs of the hidden layers, the first first.
    let layers: [Int]
    let dropout: Double
    let initStd: Double
    /// Before the names of the embedding tables.
    var prefix = ""

    func build(_ network: Network, userCount: Int, itemCount: Int) -> Network.Layer {
        let users = network.table(prefix + "user_embedding", rows: userCount, columns: embeddingDim, deviation: initStd)
        let items = network.table(prefix + "item_embedding", rows: itemCount, columns: embeddingDim, deviation: initStd)
        return layers.enumerated().reduce(network.concatenation(users: users, items: items)) { layer, hidden in
            network.linear(Self.name(hidden.offset), network.dropout(layer, rate: dropout), outputs: hidden.element, relu: true)
        }
    }

    /// Size of the tower's output.
    var outputs: Int { layers.last ?? 2 * embeddingDim }

    /// Names and shapes of the tower's weights.
    func shapes(userCount: Int, itemCount: Int) -> [(name: String, shape: [Int])] {
        [(prefix + "user_embedding", [userCount, embeddingDim]), (prefix + "item_embedding", [itemCount, embeddingDim])]
            + zip([2 * embeddingDim] + layers, layers).enumerated().flatMap { index, sizes in
                [(Self.name(index) + ".weight", [sizes.1, sizes.0]), (Self.name(index) + ".bias", [sizes.1])]
            }
    }

    /// The tower by panels of items, under output weights and with a product part where there is one; nil where it has no hidden layer.
    func panels(
        _ weights: WeightStore, itemCount: Int, output: PanelScores.Layer,
        product: (users: FactorStorage, items: FactorStorage, size: Int)? = nil
    ) -> PanelScores? {
        let names = layers.indices.map(Self.name)
        guard let first = names.first, let users = weights[prefix + "user_embedding"], let items = weights[prefix + "item_embedding"],
            let weight = weights[first + ".weight"], let bias = weights[first + ".bias"]
        else { return nil }
        return PanelScores(
            itemCount: itemCount,
            input: .concatenated(users: users, items: items, size: embeddingDim, weight: weight, bias: bias, outputs: layers[0]),
            hidden: names.dropFirst().compactMap { PanelScores.Layer($0, weights) }, output: output, product: product)
    }

    private static func name(_ layer: Int) -> String { "hidden_\(layer + 1)" }

    /// E where the spec names none: half of the first hidden layer, so that z₀ is as wide as it.
    static func embeddingDim(_ written: Int?, layers: [Int]) -> Int { written ?? (layers.first ?? 2) / 2 }

    /// Throws where E is not written and cannot be half of the first hidden layer.
    static func check(_ written: Int?, field: String, layers: [Int], model: String) throws {
        guard written == nil, layers.first.map({ $0 % 2 == 1 }) ?? true else { return }
        throw Failure(
            .invalidInput,
            layers.isEmpty
                ? "model '\(model)' with no hidden 'layers' needs '\(field)'"
                : "'layers' of model '\(model)' start with \(layers[0]), of which half is no size of embeddings",
            hint: "set \(field), or let layers start with an even number")
    }
}
