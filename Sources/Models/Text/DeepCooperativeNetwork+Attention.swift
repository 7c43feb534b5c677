import Datasets
import Diagnostics
import Layers
import Parameters

extension DeepCooperativeNetwork {
    /// What a trained model attended to in the document of a user or an item: its tokens and their weights, which sum to 1. From what
    /// `TrainableModel.weights()` gave and the documents it was trained on. Throws `Failure(.invalidInput)` where they do not belong
    /// together, and for models without attention.
    public static func attention(
        _ side: ReviewDocuments.Side, _ index: Int, documents: ReviewDocuments, weights: [NamedTensor], parameters: ParameterValue
    ) throws -> (tokens: [Int32], weights: [Float]) {
        let options = try DeepCooperativeParameters(resolved: parameters), reader = TensorReader(weights, model: id)
        guard options.textEncoder == .bilstm else {
            throw Failure(
                .invalidInput, "text_encoder '\(options.textEncoder.rawValue)' has no attention to show",
                hint: "train with text_encoder: bilstm")
        }
        try check(options, reader, documents)
        var document = IndexRows()
        documents.append(side, index, to: &document.values)
        document.offsets.append(document.values.count)
        let store = WeightStore(
            weights.compactMap { tensor in
                guard case .float(let values) = tensor.values else { return nil }
                return (tensor.name, tensor.shape, values)
            })
        let vectors = DocumentVectors(options, documents, weights: store)
        return (document.values, vectors.attention(side, document)?.first ?? [])
    }

    private static func check(_ options: DeepCooperativeParameters, _ reader: TensorReader, _ documents: ReviewDocuments) throws {
        var short = documents
        short.maxTokens = 1
        let wanted = WeightStore(seed: 0), network = Network(capacity: 1, weights: wanted, isTraining: false)
        _ = TextLayers(options, short, sides: [.user, .item], rows: 1, network: network)
        for entry in wanted.entries { _ = try reader.floats(entry.name, shape: entry.shape) }
    }
}
