import Diagnostics
import Engine
import Models
import Parameters
import Spec

/// split (and encode, for models of features; and other variants' weights, for models that start from them) → weights. One model by id, cached per epoch.
public enum TrainStage: Stage {
    public static let version = 4

    public static let block = BlockSchema(
        "train", "Fits a model to the training part of the split.", tag: "model",
        common: TrainingOptions.declarations + [ValidationPlan.field],
        cases: ModelRegistry.all.map { TaggedCase($0.id, $0.documentation, $0.fields) }, otherWords: ModelRegistry.otherWords,
        isOptional: true)

    /// What depends on the model or the split: epochs, validation, selection, and what the model completes itself.
    public static func complete(_ block: ResolvedBlock, in run: RunConfiguration) throws -> ParameterValue {
        let model = try ModelRegistry.require(block.caseID)
        try checkInputs(model, in: run)
        try model.validate(block.values)
        if try model.kind(block.values) == .rating {
            try IngestStage.requireRatings(
                for: "model '\(model.id)' predicts ratings with these parameters",
                hint: "choose a loss or a model for implicit feedback, or name the column of ratings in ingest", in: run)
        }
        var values = block.values
        try model.complete(&values)
        return try TrainingCompletion(model: model, run: run).complete(values)
    }

    public static func plan(_ block: ResolvedBlock, in run: RunConfiguration) throws -> StagePlan? {
        let model = try ModelRegistry.require(block.caseID)
        let pretraining = try Pretraining(of: model, block, in: run)
        let budget = Set(TrainingOptions.declarations.filter(\.isBudget).map(\.name))
        let validation = try ValidationPlan(optional: block.values["validation"])
        return StagePlan(
            codeVersion: (version * 1000 + model.version) * 1000 + (validation?.version ?? 0),
            parameters: pretraining.withoutNames(block.values), budgetParameters: budget,
            seed: model.isIterative ? run.seed : nil,
            inputs: [StageInput("split", from: SplitStage.id)]
                + (try readsFeatures(model, in: run) ? [StageInput("encode", from: EncodeStage.id, files: [FeaturesFile.name])] : [])
                + (model.documents != .none
                    ? [StageInput("documents", from: EncodeStage.id, files: try EncodeStage.documentFiles(in: run) ?? [])] : [])
                + pretraining.inputs,
            executor: TrainExecutor(model: model))
    }

    public static func executor(foreign parameters: ParameterValue) throws -> (any StageExecutor)? {
        guard case .string(let model) = parameters else { return nil }
        return TrainExecutor(model: try ModelRegistry.require(model))
    }

    private static func checkInputs(_ model: any ModelDefinition.Type, in run: RunConfiguration) throws {
        guard run.blocks[SplitStage.id] != nil else {
            throw Failure(.invalidInput, "'train' needs a 'split' block", hint: "add split: {strategy: leave-one-out}")
        }
        guard try model.documents == .none || EncodeStage.documentFiles(in: run) != nil else {
            throw Failure(
                .invalidInput, "model '\(model.id)' reads documents of users and items, but the spec makes none",
                hint: "add tokenize: {tokenizer: word, fields: [review.summary, review.text]} and encode: {encoder: documents}")
        }
        let sides = try EncodeStage.sides(in: run)
        guard model.itemFeatures != .required || sides.item else {
            throw Failure(
                .invalidInput, "model '\(model.id)' learns from features of items, but the spec encodes none",
                hint: "add encode: {encoder: features, item: {title: text, genres: multi}}, or the blocks tokenize: {tokenizer: word,"
                    + " fields: [item.title]} and encode: {encoder: tfidf}")
        }
        guard model.userFeatures != .required || sides.user else {
            throw Failure(
                .invalidInput, "model '\(model.id)' learns from features of users, but the spec encodes none",
                hint: "add encode: {encoder: features, user: {gender: categorical, age: numeric}}")
        }
    }

    /// Whether the run encodes features that the model reads.
    private static func readsFeatures(_ model: any ModelDefinition.Type, in run: RunConfiguration) throws -> Bool {
        let sides = try EncodeStage.sides(in: run)
        return (model.userFeatures != .none && sides.user) || (model.itemFeatures != .none && sides.item)
    }
}
