import Datasets
import Layers
import Parameters

public struct LightGCNParameters: ParameterRecord {
    public var embeddingDim = 64
    public var layers = 3
    public var initStd = 0.1

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("embedding_dim", \.embeddingDim, in: 1...4096, "size D of user and item embeddings"),
        Field("layers", \.layers, in: 1...10, "L: how many steps along edges a message goes"),
        Field("init_std", \.initStd, in: .positive, "standard deviation of the initial embeddings"),
    ]
}

/// Light graph convolution. The embeddings E⁽⁰⁾ (N × D, N = U + I nodes) are all that is learned; Â = D^−½ A D^−½ is the normalised
/// adjacency matrix of the training interactions:
///
///     E⁽ᵏ⁺¹⁾ = Â E⁽ᵏ⁾,   F = (E⁽⁰⁾ + … + E⁽ᴸ⁾) / (L + 1),   ŷ(u, i) = f_u · f_i
///     loss = mean over triples of −ln σ(ŷ(u, i) − ŷ(u, j)) + λ/2 (|e_u|² + |e_i|² + |e_j|²), on E⁽⁰⁾
///
/// Defaults are the paper's and the authors' code's: D = 64, α_k = 1 / (L + 1), N(0, 0.1²), Adam .001, batches of 2048, λ = 10⁻⁴,
/// users drawn uniformly. Deviations: sums are computed in another order (see `LightPropagation`); the last batch of an epoch is the
/// mean over its own, fewer triples. `loss: sampled_softmax` is not the paper's: the softmax of cosines of Wu et al. 2022 (arXiv:2201.02327),
/// which learns in far fewer epochs.
public enum LightGCN: GraphDefinition {
    public static let id = "lightgcn"
    public static let version = 1
    public static let documentation = "Light graph convolution: embeddings smoothed along the user–item graph, trained by BPR."
    public static let paper = "He et al. 2020, arXiv:2002.02126"
    public static let defaultEpochs = 100

    static func dimensions(_ options: LightGCNParameters) -> (embedding: Int, output: Int) {
        (options.embeddingDim, options.embeddingDim)
    }

    static func initialization(_ options: LightGCNParameters) -> Initializer { .normal(options.initStd) }

    static func network(
        _ options: LightGCNParameters, _ training: GraphTrainingOptions, graph: BipartiteGraph, weights: GraphWeights, batchCapacity: Int,
        loss: GraphLoss
    ) -> any GraphNetwork {
        LightPropagation(
            graph: graph, embeddings: weights.embeddings, dimension: options.embeddingDim, layers: options.layers,
            regularization: training.regularization, batchCapacity: batchCapacity, loss: loss)
    }
}
