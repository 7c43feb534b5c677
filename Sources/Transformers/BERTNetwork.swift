import CKernels
import Tensor

/// An encoder of the BERT family: learned absolute positions, layers that normalise after each residual sum.
///
///     x₀ = LayerNorm(word[token] + position[i] + segment[0])
///     a  = LayerNorm(x + W_o · attention(W_q x, W_k x, W_v x)),  attention scaled by 1/√(head width)
///     x′ = LayerNorm(a + W₂ · gelu(W₁ a))
///
/// Source: Devlin et al. 2019, arXiv:1810.04805; Sanh et al. 2019, arXiv:1910.01108; Wang et al. 2020 (MiniLM), arXiv:2002.10957.
/// Dropout is for training and not here; every text is one segment.
final class BERTNetwork: EncoderNetwork, @unchecked Sendable {
    private struct Norm {
        var scale: Storage
        var shift: Storage
    }

    private struct Layer {
        var projections: PackedMatrix
        var output: PackedMatrix
        var attentionNorm: Norm
        var expand: PackedMatrix
        var contract: PackedMatrix
        var outputNorm: Norm
    }

    private let configuration: EncoderConfiguration
    private let words: MappedTable
    /// position[i] + segment[0], `dimension` wide.
    private let positions: [Float]
    private let embeddingNorm: Norm
    private let layers: [Layer]
    let stride: Int

    init(_ configuration: EncoderConfiguration, _ names: BERTNames, _ reader: WeightsReader) throws {
        self.configuration = configuration
        stride = ck_strip_columns(configuration.dimension)
        words = try reader.table(names.words)
        let dimension = configuration.dimension
        var positions = try reader.values(names.positions)
        if configuration.segmentTypes > 0 {
            let segment = try reader.values(names.segments)
            for i in positions.indices { positions[i] += segment[i % dimension] }
        }
        self.positions = positions
        func norm(_ name: String) throws -> Norm {
            Norm(scale: try reader.vector(name + ".weight"), shift: try reader.vector(name + ".bias"))
        }
        embeddingNorm = try norm(names.norm)
        layers = try (0..<configuration.layers).map { index in
            let layer = names.layer(index), parts = [layer.query, layer.key, layer.value]
            func linear(_ name: String) throws -> PackedMatrix { try reader.matrix([name + ".weight"], biases: [name + ".bias"]) }
            return Layer(
                projections: try reader.matrix(parts.map { $0 + ".weight" }, biases: parts.map { $0 + ".bias" }),
                output: try linear(layer.output), attentionNorm: try norm(layer.attentionNorm), expand: try linear(layer.expand),
                contract: try linear(layer.contract), outputNorm: try norm(layer.outputNorm))
        }
    }

    func forward(_ block: TextBlock, _ workspace: Workspace) throws -> UnsafeMutablePointer<Float> {
        let hidden = workspace.buffer(.hidden, block.tokenCount * stride)
        try embed(block, hidden)
        let groups = block.groups
        for layer in layers {
            for group in groups { apply(layer, to: group, of: block, hidden, workspace) }
        }
        return hidden
    }

    private func embed(_ block: TextBlock, _ hidden: UnsafeMutablePointer<Float>) throws {
        try block.tokens.withUnsafeBufferPointer { try words.gather($0, into: hidden, stride: stride) }
        let dimension = configuration.dimension
        positions.withUnsafeBufferPointer { positions in
            for text in block.rows.indices {
                for row in block.offsets[text]..<block.offsets[text + 1] {
                    let to = hidden + row * stride, from = (row - block.offsets[text]) * dimension
                    for j in 0..<dimension { to[j] += positions[from + j] }
                }
            }
        }
        normalize(block.tokenCount, hidden, embeddingNorm)
    }

    private func apply(
        _ layer: Layer, to group: Range<Int>, of block: TextBlock, _ hidden: UnsafeMutablePointer<Float>, _ workspace: Workspace
    ) {
        let first = block.offsets[group.lowerBound], rows = block.offsets[group.upperBound] - first
        let x = hidden + first * stride, width = configuration.attentionWidth
        let context = SelfAttention(configuration, scale: 1 / Float(configuration.headDimension).squareRoot())
            .context(of: group, in: block, x, stride: stride, layer.projections, bias: nil, workspace)
        layer.output.multiply(rows: rows, context, stride: width, into: x, outStride: stride, adding: true)
        normalize(rows, x, layer.attentionNorm)
        let hiddenWidth = layer.expand.columns
        for start in Swift.stride(from: 0, to: rows, by: TextBlock.groupTokens) {
            let count = min(TextBlock.groupTokens, rows - start), from = x + start * stride
            let inner = workspace.buffer(.feedForward, count * hiddenWidth)
            layer.expand.multiply(rows: count, from, stride: stride, into: inner, outStride: hiddenWidth)
            configuration.activation.apply(to: inner, count: count * hiddenWidth)
            layer.contract.multiply(rows: count, inner, stride: hiddenWidth, into: from, outStride: stride, adding: true)
        }
        normalize(rows, x, layer.outputNorm)
    }

    private func normalize(_ rows: Int, _ x: UnsafeMutablePointer<Float>, _ norm: Norm) {
        ck_layer_norm(
            rows, configuration.dimension, stride, x, norm.scale.pointer, norm.shift.pointer, configuration.normEpsilon, x)
    }
}
