import Diagnostics
import Engine
import Evaluation
import Models
import Parameters
import Spec

/// split + weights → metrics on the test part, and the values of each user for paired comparisons.
public enum EvaluateStage: Stage {
    public static let version = 4

    /// Not the experiment's seed: what is compared must be ranked among the same candidates.
    static let seedField = FieldDeclaration(
        "seed", .int(0...Int.max), default: .int(0), "keys sampled candidates and the order among equal scores: keep it to compare runs")

    public static let block = BlockSchema(
        "evaluate", "Measures a trained model on the test part of the split.", tag: "protocol",
        defaultCase: FullRankingProtocol.id, common: [seedField], cases: EvaluationProtocolRegistry.all.map(\.taggedCase),
        isOptional: true)

    public static func plan(_ block: ResolvedBlock, in run: RunConfiguration) throws -> StagePlan? {
        guard let train = run.blocks[TrainStage.id] else {
            throw Failure(.invalidInput, "'evaluate' needs a 'train' block", hint: "add train: {model: popularity}")
        }
        guard try SplitStage.parts(in: run).test else {
            throw Failure(
                .invalidInput, "'evaluate' measures on the test part, and the split leaves none",
                hint: "give the split a test part, or leave out evaluate")
        }
        guard let kind = EvaluationProtocolRegistry.protocol(named: block.caseID) else { return nil }
        let model = try ModelRegistry.require(train.caseID)
        let evaluation = try kind.make(parameters: block.values)
        let predictsRatings = try model.kind(train.values) == .rating
        guard predictsRatings || evaluation.requests.contains(where: { $0.metric.kind == .ranking }) else {
            throw Failure(
                .invalidInput, "model '\(model.id)' does not predict ratings with these parameters, and evaluate asks for nothing else",
                hint: "use 'protocol: full-ranking', or a rating model such as mf or bias")
        }
        let looksAtRatings = evaluation.requests.first { $0.metric.largestRating != nil }.map { "'\($0.name)' looks at ratings" }
        let threshold = block.values["relevance_threshold"].flatMap { $0 == .null ? nil : "'relevance_threshold' looks at ratings" }
        if let asking = threshold ?? looksAtRatings {
            try IngestStage.requireRatings(for: asking, hint: "use 'ndcg' without a threshold", in: run)
        }
        return StagePlan(
            codeVersion: version * 1000 + kind.version, parameters: block.values,
            inputs: [StageInput("split", from: SplitStage.id), StageInput("train", from: TrainStage.id, files: [WeightsFile.name])],
            executor: EvaluateExecutor(
                evaluation: evaluation, foreignWork: model.callsForeignCode ? ForeignWork(block) : nil))
    }

    public static func executor(foreign parameters: ParameterValue) throws -> (any StageExecutor)? {
        guard let (id, values) = ForeignWork.block(parameters), let kind = EvaluationProtocolRegistry.protocol(named: id) else {
            return nil
        }
        return EvaluateExecutor(evaluation: try kind.make(parameters: values), foreignWork: nil)
    }
}
