import CKernels

/// The end of a convolution over packed documents: bias, ReLU and max over time, out (documents × F):
///
///     out[d, f] = max_t max(0, b_f + Σ_k P_k[t + k − ⌊W / 2⌋, f])
///
/// where P = x [K_0 … K_{W−1}]ᵀ (T × W·F) holds the products of every token with every tap of the W taps: one matrix product for all;
/// tokens outside the document count 0, a document without a token gives 0. Backward: the gradient goes to the winning t alone.
/// Source: Kim 2014, doi:10.3115/v1/D14-1181; Zheng et al. 2017, arXiv:1701.04783, eq. 3–5.
public final class ConvolutionPooling: Operation {
    public let output: Tensor
    private let parts: Use, bias: Use
    private let window: Int
    private let sequences: PackedSequences
    private let winners: Indices

    public init(_ parts: Tensor, bias: Tensor, window: Int, sequences: PackedSequences) {
        (self.parts, self.bias) = (Use(parts), Use(bias))
        (self.window, self.sequences) = (window, sequences)
        output = Tensor(rows: sequences.capacity, columns: bias.columns)
        winners = Indices(capacity: sequences.capacity * bias.columns)
    }

    public func forward(rows _: Int) {
        ck_pool_convolution(
            sequences.count, sequences.lengths.pointer, sequences.order.pointer, sequences.starts, output.columns, window, parts.values,
            bias.values, output.values, winners.pointer)
    }

    public func backward(rows _: Int) {
        if !bias.accumulates { bias.gradient.update(repeating: 0, count: bias.tensor.count) }
        if !parts.accumulates { parts.gradient.update(repeating: 0, count: sequences.tokenCount * parts.tensor.columns) }
        ck_pool_convolution_backward(
            sequences.count, sequences.lengths.pointer, sequences.order.pointer, sequences.starts, output.columns, window,
            output.gradient, winners.pointer, parts.gradient, bias.gradient)
    }
}
