import Evaluation
import Metrics
import Models
import Parameters
import Spec

/// The metrics that a run will have, as far as its spec says.
public struct MeasuredMetrics: Sendable {
    /// On validation data: `valid/ndcg@10`.
    public private(set) var validation: [String] = []
    /// Of the training: `train/loss`.
    public private(set) var training: [String] = []
    /// On test data: `ndcg@10`.
    public private(set) var test: [String] = []

    /// Figures about data, split and evaluation, of which the spec does not say which there are.
    private static let open = ["data/", "split/", "text/", "test/", "evaluate/"]

    /// - Parameter run: complete: see `Stage.complete`.
    public init(_ run: RunConfiguration) throws {
        guard let train = run.blocks[TrainStage.id] else { return }
        let model = try ModelRegistry.require(train.caseID)
        training = model.isIterative ? ["train/loss", "train/learning_rate", "train/best_epoch", "train/epochs_trained"] : ["train/loss"]
        let isRating = try model.kind(train.values) == .rating
        let names = { (requests: [MetricRequest]) in requests.filter { isRating || $0.metric.kind != .rating }.map(\.name) }
        if try SplitStage.parts(in: run).validation, let plan = try ValidationPlan(optional: train.values["validation"]) {
            validation = names(plan.evaluation.requests).map { "valid/\($0)" }
        }
        if let block = run.blocks[EvaluateStage.id], let kind = EvaluationProtocolRegistry.protocol(named: block.caseID) {
            test = names(try kind.make(parameters: block.values).requests)
        }
    }

    public var all: [String] { validation + training + test }

    public func contains(_ name: String) -> Bool { all.contains(name) || Self.open.contains { name.hasPrefix($0) } }
}
