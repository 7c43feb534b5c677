import Diagnostics
import Parameters

/// `pretrain: {gmf: gmf, mlp: mlp, alpha: 0.5}`: start from a trained GMF and a trained MLP (He et al. 2017, section 3.4.1).
public struct NeuMFPretraining: NestedParameters {
    public var gmf = ""
    public var mlp = ""
    public var alpha = 0.5

    public init() {}

    public static let fields: [Field<Self>] = [
        Field("gmf", \.gmf, required: true, "the variant of this block with model gmf"),
        Field("mlp", \.mlp, required: true, "the variant of this block with model mlp"),
        Field("alpha", \.alpha, in: .unit, "share α of GMF in the first scores: h ← (α h_GMF, (1 − α) h_MLP), b ← α b_GMF + (1 − α) b_MLP"),
    ]

    static let references = [PretrainedReference("pretrain.gmf", model: GMF.id), PretrainedReference("pretrain.mlp", model: MLP.id)]

    /// The weights of the joined network, whose first scores are α · (those of GMF) + (1 − α) · (those of MLP): eq. 13.
    func weights(_ gmf: PretrainedModel, _ mlp: PretrainedModel) throws -> [NamedTensor] {
        let first = TensorReader(gmf.weights, model: GMF.id), second = TensorReader(mlp.weights, model: MLP.id)
        let share = Float(alpha), rest = Float(1 - alpha)
        func values(_ reader: TensorReader, _ name: String) throws -> [Float] {
            try reader.floats(name, shape: try reader.shape(of: name))
        }
        let h = try values(first, "output.weight").map { share * $0 } + values(second, "output.weight").map { rest * $0 }
        let b = share * (try first.floats("output.bias", shape: [1])[0]) + rest * (try second.floats("output.bias", shape: [1])[0])
        let embeddings = ["user_embedding", "item_embedding"]
        let renamed = [(gmf, "gmf_"), (mlp, "mlp_")].flatMap { model, prefix in
            model.weights.filter { embeddings.contains($0.name) }.map { NamedTensor(prefix + $0.name, shape: $0.shape, $0.values) }
        }
        return renamed + mlp.weights.filter { $0.name.hasPrefix("hidden_") }
            + [NamedTensor("output.weight", h), NamedTensor("output.bias", [b])]
    }

    /// One diagnostic for each size that differs.
    static func check(_ options: NeuMFParameters, _ pretrained: [String: ParameterValue]) throws {
        var problems: [Diagnostic] = []
        func compare(_ field: String, _ own: some CustomStringConvertible, _ other: some CustomStringConvertible, _ path: String) {
            guard own.description != other.description else { return }
            problems.append(
                .error(
                    "'\(field)' is \(own), but the variant that '\(path)' names has \(other)",
                    hint: "a model starts from models of its own sizes: make them equal"))
        }
        if let gmf = try pretrained["pretrain.gmf"].map(GMFParameters.init(resolved:)) {
            compare("embedding_dim", options.embeddingDim, gmf.embeddingDim, "pretrain.gmf")
        }
        if let mlp = try pretrained["pretrain.mlp"].map(MLPParameters.init(resolved:)) {
            compare("layers", options.layers, mlp.layers, "pretrain.mlp")
            compare("mlp_embedding_dim", options.tower.embeddingDim, mlp.tower.embeddingDim, "pretrain.mlp")
        }
        guard problems.isEmpty else { throw Failure(.invalidInput, problems) }
    }
}
