import CKernels

/// Additive attention that pools each packed document, out[d] (documents × C): with x_e (T × C) and keys k_e (T × A) of its tokens,
///
///     l_e = v · tanh(k_e),  a = softmax(l) over the document,  out[d] = Σ_e a_e x_e
///
/// A document without a token gives 0. Backward with s_e = g · x_e, ∂l_e = a_e (s_e − Σ_j a_j s_j): ∂x_e (+)= a_e g,
/// ∂k_e = ∂l_e v ⊙ (1 − tanh²), ∂v (+)= Σ ∂l_e tanh(k_e).
/// Source: Bahdanau et al. 2015, arXiv:1409.0473, A.1.2; with a learned query as in Yang et al. 2016, doi:10.18653/v1/N16-1174, eq. 5–7.
public final class SequenceAttention: Operation {
    public let output: Tensor
    /// a, as the tokens are packed.
    public let weights: Storage
    private let input: Use, keys: Use, score: Use
    private let sequences: PackedSequences
    private let scratch: Storage

    public init(_ input: Tensor, keys: Tensor, score: Tensor, sequences: PackedSequences) {
        (self.input, self.keys, self.score) = (Use(input), Use(keys), Use(score))
        self.sequences = sequences
        output = Tensor(rows: sequences.capacity, columns: input.columns)
        weights = Storage(count: sequences.tokenCapacity)
        scratch = Storage(count: max(sequences.longest, keys.columns))
    }

    public func forward(rows _: Int) {
        ck_attend_sequences(
            sequences.count, sequences.lengths.pointer, sequences.order.pointer, sequences.starts, input.tensor.columns,
            keys.tensor.columns, input.values, keys.values, score.values, scratch.pointer, weights.pointer, output.values)
    }

    public func backward(rows _: Int) {
        if !score.accumulates { score.gradient.update(repeating: 0, count: score.tensor.count) }
        ck_attend_sequences_backward(
            sequences.count, sequences.lengths.pointer, sequences.order.pointer, sequences.starts, input.tensor.columns,
            keys.tensor.columns, input.values, keys.values, score.values, weights.pointer, output.gradient, scratch.pointer,
            input.gradient, input.flag, keys.gradient, score.gradient)
    }
}
