import Datasets
import Layers
import Parameters

public struct NGCFParameters: ParameterRecord {
    public var embeddingDim = 64
    public var layers = [64, 64, 64]
    public var dropout = 0.1

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("embedding_dim", \.embeddingDim, in: 1...4096, "size D of user and item embeddings"),
        Field("layers", \.layers, type: .list(of: .int(1...4096), count: 1...10), "size of each layer's output"),
        Field("dropout", \.dropout, in: .belowOne, "rate at which elements of a layer's output are dropped while training"),
    ]
}

/// Neural graph collaborative filtering. E⁽⁰⁾ are the nodes' embeddings (N × D, N = U + I), Â = D^−½ A D^−½ the normalised adjacency matrix
/// of the training interactions, W₁ and W₂ of each layer d_l × d_{l−1}:
///
///     E⁽ˡ⁺¹⁾ = dropout(LeakyReLU((Â + I) E⁽ˡ⁾ W₁ᵀ + (Â E⁽ˡ⁾ ⊙ E⁽ˡ⁾) W₂ᵀ)),   F = [E⁽⁰⁾ ‖ E⁽¹⁾ ‖ … ‖ E⁽ᴸ⁾],   ŷ(u, i) = f_u · f_i
///     loss = mean over triples of −ln σ(ŷ(u, i) − ŷ(u, j)) + λ/2 (|e_u|² + |e_i|² + |e_j|²)
///
/// As in the authors' code, rows of E⁽¹⁾, …, E⁽ᴸ⁾ are divided by their norm where they are concatenated (the next layer takes them as they
/// are), λ acts on the triple's vectors (of which only those of E⁽⁰⁾ can shrink) and not on W, and weights start by Glorot. Deviations from
/// that code, towards the paper: one activation of the sum (eq. 7), no biases, the symmetric Â. No node dropout.
public enum NGCF: GraphDefinition {
    public static let id = "ngcf"
    public static let version = 1
    public static let documentation = "Neural graph collaborative filtering: learned messages along the user–item graph, trained by BPR."
    public static let paper = "Wang et al. 2019, arXiv:1905.08108"
    public static let defaultEpochs = 100

    static func dimensions(_ options: NGCFParameters) -> (embedding: Int, output: Int) {
        (options.embeddingDim, options.embeddingDim + options.layers.reduce(0, +))
    }

    static func initialization(_ options: NGCFParameters) -> Initializer { .glorot }

    static func network(
        _ options: NGCFParameters, _ training: GraphTrainingOptions, graph: BipartiteGraph, weights: GraphWeights, batchCapacity: Int,
        loss: GraphLoss
    ) -> any GraphNetwork {
        NeuralPropagation(
            graph: graph, weights: weights, widths: options.layers, dropout: options.dropout, regularization: training.regularization,
            batchCapacity: batchCapacity, loss: loss)
    }
}
