/// What the tensors of the BERT family are called, in a BERT (MiniLM too) and in a DistilBERT.
struct BERTNames {
    /// Before every name: "bert." where a head was trained on top, "" where not.
    var prefix: String
    var isDistilled: Bool

    struct Layer {
        var query: String, key: String, value: String, output: String, attentionNorm: String, expand: String, contract: String
        var outputNorm: String

        var linear: [String] { [query, key, value, output, expand, contract] }
        var norms: [String] { [attentionNorm, outputNorm] }
    }

    static let anchor = "embeddings.word_embeddings.weight"
    var words: String { prefix + Self.anchor }
    var positions: String { prefix + "embeddings.position_embeddings.weight" }
    var segments: String { prefix + "embeddings.token_type_embeddings.weight" }
    var norm: String { prefix + "embeddings.LayerNorm" }

    func layer(_ index: Int) -> Layer {
        if isDistilled {
            let start = "\(prefix)transformer.layer.\(index)."
            return Layer(
                query: start + "attention.q_lin", key: start + "attention.k_lin", value: start + "attention.v_lin",
                output: start + "attention.out_lin", attentionNorm: start + "sa_layer_norm", expand: start + "ffn.lin1",
                contract: start + "ffn.lin2", outputNorm: start + "output_layer_norm")
        }
        let start = "\(prefix)encoder.layer.\(index)."
        return Layer(
            query: start + "attention.self.query", key: start + "attention.self.key", value: start + "attention.self.value",
            output: start + "attention.output.dense", attentionNorm: start + "attention.output.LayerNorm",
            expand: start + "intermediate.dense", contract: start + "output.dense", outputNorm: start + "output.LayerNorm")
    }

    /// Every tensor that a configuration asks for.
    func expected(_ c: EncoderConfiguration) -> [WeightsReader.Expected] {
        typealias Expected = WeightsReader.Expected
        var all = [Expected(names: [words], shape: [c.vocabularySize, c.dimension])]
        all.append(Expected(names: [positions], shape: [c.maximumTokens ?? 0, c.dimension]))
        if c.segmentTypes > 0 { all.append(Expected(names: [segments], shape: [c.segmentTypes, c.dimension])) }
        all += normed([norm], c.dimension)
        for index in 0..<c.layers {
            let layer = layer(index)
            for name in [layer.query, layer.key, layer.value, layer.output] { all += linear(name, c.dimension, c.dimension) }
            all += linear(layer.expand, c.feedForward, c.dimension) + linear(layer.contract, c.dimension, c.feedForward)
            all += normed(layer.norms, c.dimension)
        }
        return all
    }

    private func linear(_ name: String, _ outputs: Int, _ inputs: Int) -> [WeightsReader.Expected] {
        [.init(names: [name + ".weight"], shape: [outputs, inputs]), .init(names: [name + ".bias"], shape: [outputs])]
    }

    /// Older conversions call scale and shift gamma and beta.
    private func normed(_ names: [String], _ dimension: Int) -> [WeightsReader.Expected] {
        names.flatMap { name in
            [
                WeightsReader.Expected(names: [name + ".weight", name + ".gamma"], shape: [dimension]),
                WeightsReader.Expected(names: [name + ".bias", name + ".beta"], shape: [dimension]),
            ]
        }
    }
}
