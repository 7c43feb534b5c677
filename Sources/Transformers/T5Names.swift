/// What the tensors of a T5 or mT5 encoder are called.
struct T5Names {
    /// Before `block.0…`: "encoder." in a whole model or in one that was saved as an encoder.
    var prefix: String

    static let anchor = "block.0.layer.0.SelfAttention.q.weight"
    var words: [String] {
        let outer = prefix.hasSuffix("encoder.") ? String(prefix.dropLast("encoder.".count)) : prefix
        return [outer + "shared.weight", prefix + "embed_tokens.weight"]
    }
    var relativePositions: String { prefix + "block.0.layer.0.SelfAttention.relative_attention_bias.weight" }
    var finalNorm: String { prefix + "final_layer_norm.weight" }

    struct Layer {
        var attentionNorm: String
        var projections: [String]
        var output: String
        var feedForwardNorm: String
        /// One, or two where the second gates the first.
        var expand: [String]
        var contract: String
    }

    func layer(_ index: Int, isGated: Bool) -> Layer {
        let attention = "\(prefix)block.\(index).layer.0.", feedForward = "\(prefix)block.\(index).layer.1."
        return Layer(
            attentionNorm: attention + "layer_norm.weight", projections: ["q", "k", "v"].map { "\(attention)SelfAttention.\($0).weight" },
            output: attention + "SelfAttention.o.weight", feedForwardNorm: feedForward + "layer_norm.weight",
            expand: (isGated ? ["wi_0", "wi_1"] : ["wi"]).map { "\(feedForward)DenseReluDense.\($0).weight" },
            contract: feedForward + "DenseReluDense.wo.weight")
    }

    /// Every tensor that a configuration asks for.
    func expected(_ c: EncoderConfiguration) -> [WeightsReader.Expected] {
        typealias Expected = WeightsReader.Expected
        var all = [Expected(names: words, shape: [c.vocabularySize, c.dimension])]
        all.append(Expected(names: [relativePositions], shape: [c.positionBuckets, c.heads]))
        for index in 0..<c.layers {
            let layer = layer(index, isGated: c.isGated)
            all += [layer.attentionNorm, layer.feedForwardNorm].map { Expected(names: [$0], shape: [c.dimension]) }
            all += layer.projections.map { Expected(names: [$0], shape: [c.attentionWidth, c.dimension]) }
            all.append(Expected(names: [layer.output], shape: [c.dimension, c.attentionWidth]))
            all += layer.expand.map { Expected(names: [$0], shape: [c.feedForward, c.dimension]) }
            all.append(Expected(names: [layer.contract], shape: [c.dimension, c.feedForward]))
        }
        all.append(Expected(names: [finalNorm], shape: [c.dimension]))
        return all
    }
}
