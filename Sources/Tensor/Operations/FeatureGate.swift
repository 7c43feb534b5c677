import CKernels

/// Attention that weighs the K feature vectors of each row (all B × D):
///
///     l_k = v · tanh(W f_k + b),  α = softmax(l) over k,  out = Σ_k α_k f_k
///
/// with W A × D, b and v 1 × A. Backward with a_k = g · f_k and ∂l_k = α_k (a_k − Σ_j α_j a_j):
/// ∂f_k (+)= α_k g + Wᵀ ∂h_k, ∂W (+)= Σ_k ∂h_kᵀ f_k, ∂b (+)= Σ ∂h_k, ∂v (+)= Σ ∂l_k tanh(·), ∂h_k = ∂l_k v ⊙ (1 − tanh²).
/// Source: additive attention, Bahdanau et al. 2015, arXiv:1409.0473, A.1.2.
public final class FeatureGate: Operation {
    public let output: Tensor
    /// α, B × K, as of the last forward pass.
    public let weights: Storage
    private let features: [Use], weight: Use, bias: Use, score: Use
    private let hidden: [Storage]
    private let logitGradients: Storage

    public init(_ features: [Tensor], weight: Tensor, bias: Tensor, score: Tensor) {
        self.features = features.map { Use($0) }
        (self.weight, self.bias, self.score) = (Use(weight), Use(bias), Use(score))
        let rows = features.map(\.rows).min() ?? 0
        hidden = features.map { _ in Storage(count: rows * weight.rows) }
        weights = Storage(count: rows * features.count)
        logitGradients = Storage(count: rows * features.count)
        output = Tensor(rows: rows, columns: weight.columns)
    }

    private var size: Int { weight.tensor.rows }
    private var columns: Int { output.columns }

    public func forward(rows: Int) {
        for (k, feature) in features.enumerated() {
            let h = hidden[k].pointer
            BLAS.multiply(feature.values, weight.values, transposeB: true, into: h, m: rows, n: size, k: columns)
            ck_tanh_project(rows, size, h, bias.values, score.values, weights.pointer, features.count, k)
        }
        ck_softmax_rows(rows, features.count, weights.pointer)
        for (k, feature) in features.enumerated() {
            ck_add_weighted(rows, columns, weights.pointer, features.count, k, feature.values, output.values, k > 0 ? 1 : 0)
        }
    }

    public func backward(rows: Int) {
        let g = output.gradient, count = features.count
        for (k, feature) in features.enumerated() {
            ck_row_dots(rows, columns, g, feature.values, logitGradients.pointer, count, k)
        }
        ck_softmax_rows_backward(rows, count, weights.pointer, logitGradients.pointer)
        if !score.accumulates { score.gradient.update(repeating: 0, count: size) }
        // The last use of a tensor writes its gradient: backwards.
        for (k, feature) in features.enumerated().reversed() {
            let h = hidden[k].pointer, adds = k < count - 1
            ck_tanh_project_backward(rows, size, h, score.values, logitGradients.pointer, count, k, score.gradient)
            ck_column_sums(rows, size, h, bias.gradient, adds ? 1 : bias.flag)
            BLAS.multiply(
                h, transposeA: true, feature.values, into: weight.gradient, m: size, n: columns, k: rows,
                accumulate: adds || weight.accumulates)
            ck_add_weighted(rows, columns, weights.pointer, count, k, g, feature.gradient, feature.flag)
            BLAS.multiply(h, weight.values, into: feature.gradient, m: rows, n: columns, k: size, accumulate: true)
        }
    }
}
