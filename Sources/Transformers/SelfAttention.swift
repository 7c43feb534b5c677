import CKernels

/// Multi-head self-attention within each text: softmax(scale · Q Kᵀ + bias) V, one head after the other.
struct SelfAttention {
    private let heads: Int
    private let head: Int
    private let scale: Float

    init(_ configuration: EncoderConfiguration, scale: Float) {
        heads = configuration.heads
        head = configuration.headDimension
        self.scale = scale
    }

    /// The heads' outputs side by side, `heads` · `head` floats a token of the group's texts, from inputs x that are `stride` apart.
    /// `projections` makes queries, keys and values, each from a whole strip on; `bias` gives a head's relative positions.
    func context(
        of group: Range<Int>, in block: TextBlock, _ x: UnsafePointer<Float>, stride: Int, _ projections: PackedMatrix,
        bias: ((Int) -> UnsafePointer<Float>)?, _ workspace: Workspace
    ) -> UnsafeMutablePointer<Float> {
        let first = block.offsets[group.lowerBound], rows = block.offsets[group.upperBound] - first
        let width = heads * head, wide = projections.columns, part = wide / 3
        let all = workspace.buffer(.projections, rows * wide), context = workspace.buffer(.context, rows * width)
        projections.multiply(rows: rows, x, stride: stride, into: all, outStride: wide)
        for text in group {
            let start = block.offsets[text] - first, length = block.offsets[text + 1] - block.offsets[text]
            let scratch = workspace.buffer(.attention, ck_attention_scratch(length, head))
            for index in 0..<heads {
                let query = all + start * wide + index * head
                ck_attention(
                    length, head, query, query + part, query + 2 * part, wide, scale, bias?(index), scratch,
                    context + start * width + index * head, width)
            }
        }
        return context
    }
}

extension EncoderConfiguration.Activation {
    func apply(to x: UnsafeMutablePointer<Float>, count: Int) {
        switch self {
        case .relu: ck_relu(count, x)
        case .gelu: ck_gelu(count, x)
        case .geluTanh: ck_gelu_tanh(count, x)
        }
    }
}
