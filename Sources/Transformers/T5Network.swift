import CKernels
import Tensor

/// The encoder of T5 and mT5: relative positions, layers that normalise before each part, no biases.
///
///     x ← x + W_o · attention(W_q n, W_k n, W_v n), n = RMSNorm(x); attention is not scaled but gets b[bucket(j − i), head]
///     x ← x + W₂ · relu(W₁ n)                       T5 v1.0
///     x ← x + W₂ · (gelu(W₁ n) ⊙ W₃ n)              T5 v1.1 and mT5, with the GELU by tanh
///     y = RMSNorm(x)
///
/// All layers share the first one's b. Source: Raffel et al. 2020, arXiv:1910.10683; Shazeer 2020, arXiv:2002.05202; Xue et al. 2021 (mT5),
/// arXiv:2010.11934.
final class T5Network: EncoderNetwork, @unchecked Sendable {
    private struct Layer {
        var attentionNorm: Storage
        var projections: PackedMatrix
        var output: PackedMatrix
        var feedForwardNorm: Storage
        var expand: PackedMatrix
        var gate: PackedMatrix?
        var contract: PackedMatrix
    }

    private let configuration: EncoderConfiguration
    private let words: MappedTable
    private let positions: RelativePositions
    private let layers: [Layer]
    private let finalNorm: Storage
    let stride: Int

    init(_ configuration: EncoderConfiguration, _ names: T5Names, _ reader: WeightsReader) throws {
        self.configuration = configuration
        stride = ck_strip_columns(configuration.dimension)
        words = try reader.table(names.words[0])
        positions = RelativePositions(configuration, values: try reader.values(names.relativePositions))
        finalNorm = try reader.vector(names.finalNorm)
        layers = try (0..<configuration.layers).map { index in
            let layer = names.layer(index, isGated: configuration.isGated)
            return Layer(
                attentionNorm: try reader.vector(layer.attentionNorm), projections: try reader.matrix(layer.projections),
                output: try reader.matrix([layer.output]), feedForwardNorm: try reader.vector(layer.feedForwardNorm),
                expand: try reader.matrix([layer.expand[0]]), gate: try layer.expand.dropFirst().first.map { try reader.matrix([$0]) },
                contract: try reader.matrix([layer.contract]))
        }
    }

    func forward(_ block: TextBlock, _ workspace: Workspace) throws -> UnsafeMutablePointer<Float> {
        let hidden = workspace.buffer(.hidden, block.tokenCount * stride)
        try block.tokens.withUnsafeBufferPointer { try words.gather($0, into: hidden, stride: stride) }
        let longest = block.rows.indices.map { block.offsets[$0 + 1] - block.offsets[$0] }.max() ?? 0
        let span = 2 * longest - 1, biases = workspace.buffer(.positions, configuration.heads * span)
        positions.fill(biases, longest: longest)
        let groups = block.groups
        for layer in layers {
            for group in groups {
                apply(layer, to: group, of: block, hidden, workspace) { UnsafePointer(biases) + $0 * span + longest - 1 }
            }
        }
        normalize(block.tokenCount, hidden, finalNorm, into: hidden)
        return hidden
    }

    private func apply(
        _ layer: Layer, to group: Range<Int>, of block: TextBlock, _ hidden: UnsafeMutablePointer<Float>, _ workspace: Workspace,
        bias: (Int) -> UnsafePointer<Float>
    ) {
        let first = block.offsets[group.lowerBound], rows = block.offsets[group.upperBound] - first
        let x = hidden + first * stride, normalized = workspace.buffer(.normalized, rows * stride)
        normalize(rows, x, layer.attentionNorm, into: normalized)
        let context = withoutActuallyEscaping(bias) { bias in
            SelfAttention(configuration, scale: 1)
                .context(of: group, in: block, normalized, stride: stride, layer.projections, bias: bias, workspace)
        }
        layer.output.multiply(
            rows: rows, context, stride: configuration.attentionWidth, into: x, outStride: stride, adding: true)
        normalize(rows, x, layer.feedForwardNorm, into: normalized)
        for start in Swift.stride(from: 0, to: rows, by: TextBlock.groupTokens) {
            let count = min(TextBlock.groupTokens, rows - start)
            feedForward(layer, count, normalized + start * stride, addingTo: x + start * stride, workspace)
        }
    }

    private func feedForward(
        _ layer: Layer, _ rows: Int, _ from: UnsafePointer<Float>, addingTo x: UnsafeMutablePointer<Float>, _ workspace: Workspace
    ) {
        let width = layer.expand.columns, inner = workspace.buffer(.feedForward, rows * width)
        layer.expand.multiply(rows: rows, from, stride: stride, into: inner, outStride: width)
        configuration.activation.apply(to: inner, count: rows * width)
        if let gate = layer.gate {
            let factors = workspace.buffer(.gate, rows * width)
            gate.multiply(rows: rows, from, stride: stride, into: factors, outStride: width)
            ck_multiply(rows * width, inner, factors)
        }
        layer.contract.multiply(rows: rows, inner, stride: width, into: x, outStride: stride, adding: true)
    }

    private func normalize(_ rows: Int, _ x: UnsafePointer<Float>, _ scale: Storage, into out: UnsafeMutablePointer<Float>) {
        ck_root_mean_square_norm(rows, configuration.dimension, stride, x, scale.pointer, configuration.normEpsilon, out)
    }
}
