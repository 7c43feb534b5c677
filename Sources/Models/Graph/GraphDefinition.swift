import Datasets
import Diagnostics
import Layers
import Parameters

/// A model that learns vectors of users and items by messages along the edges of their graph, trained by BPR or a softmax. It says which network there
/// is; sampling, optimizer, training loop and scoring are shared.
protocol GraphDefinition: ModelDefinition {
    associatedtype Options: ParameterRecord
    /// The network over `graph`, with its weights in `store`; those of the nodes are `user_embedding` (U × D) and `item_embedding` (I × D).
    static func network(
        _ options: Options, _ training: GraphTrainingOptions, graph: BipartiteGraph, weights: GraphWeights, batchCapacity: Int,
        loss: GraphLoss
    ) -> any GraphNetwork
    /// D: size of the embeddings; and of the final vectors.
    static func dimensions(_ options: Options) -> (embedding: Int, output: Int)
    static func initialization(_ options: Options) -> Initializer
}

extension GraphDefinition {
    public static var fields: [FieldDeclaration] { Options.declarations + GraphTrainingOptions.declarations }

    public static var userWeights: UserWeights? { UserWeights(rows: ["user_vectors"]) }
    public static var itemVectorTensors: [String] { ["item_vectors"] }

    public static func kind(_ parameters: ParameterValue) -> ModelKind { .implicit }

    public static func make(parameters: ParameterValue, data: TrainingData, seed: UInt64) throws -> any TrainableModel {
        try GraphModel<Self>(
            options: Options(resolved: parameters), training: GraphTrainingOptions(resolved: parameters), data: data, seed: seed)
    }

    public static func makeScorer(
        weights: [NamedTensor], parameters: ParameterValue, userCount: Int, itemCount: Int
    ) throws -> any Scorer {
        let reader = TensorReader(weights, model: id), columns = try dimensions(Options(resolved: parameters)).output
        return DotProductScorer(
            products: DotProducts(
                users: try reader.floats("user_vectors", shape: [userCount, columns]),
                items: try reader.floats("item_vectors", shape: [itemCount, columns]), factors: columns))
    }
}
