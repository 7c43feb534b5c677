import Datasets
import Parameters

/// What a model's scores are.
public enum ModelKind: String, Hashable, Sendable, CaseIterable {
    /// Predicted ratings, in the data's units: rating metrics apply.
    case rating
    /// Preference: only the order of items within a user means something.
    case implicit
}

/// Whether a model reads features.
public enum FeatureUse: Hashable, Sendable, CaseIterable {
    case none
    /// Reads them where the spec encodes them.
    case optional
    case required
}

/// One model as the registry lists it. A new model is one file with a type that conforms, and one line in `ModelRegistry.all`.
public protocol ModelDefinition: Sendable {
    /// The word in a spec: `model: gmf`.
    static var id: String { get }
    /// Raised whenever the same parameters would give other weights: part of the cache key.
    static var version: Int { get }
    /// One line, for people.
    static var documentation: String { get }
    /// Authors, year, DOI or arXiv.
    static var paper: String { get }
    /// Whether it reads `TrainingData.userFeatures` and `itemFeatures` (an `encode` stage before `train`).
    static var userFeatures: FeatureUse { get }
    static var itemFeatures: FeatureUse { get }
    /// Whether it reads `TrainingData.documents` (an `encode` stage with encoder `documents`).
    static var documents: FeatureUse { get }
    /// False: one call of `trainEpoch(1)` fits the model and `epochs` does not apply.
    static var isIterative: Bool { get }
    /// Whether training and scoring call libraries of others, BLAS above all, which may take the process down: then a process of its own
    /// does the work. True unless a model says otherwise.
    static var callsForeignCode: Bool { get }
    /// Epochs when the spec names none.
    static var defaultEpochs: Int { get }
    /// Hyperparameters, without those of the train stage (`epochs`, `early_stopping`).
    static var fields: [FieldDeclaration] { get }

    /// What the scores mean under these parameters (a model with several losses may be of either kind). Throws `ParameterMismatch` for
    /// parameters that are not resolved.
    static func kind(_ parameters: ParameterValue) throws -> ModelKind

    /// Parameters that name other models to start from.
    static var pretrainedReferences: [PretrainedReference] { get }

    /// Sizes of pretrained models that do not fit, before anything is trained: their resolved parameters by the path of the parameter that
    /// names them. Throws `Failure(.invalidInput)` with one diagnostic for each problem.
    static func validate(_ parameters: ParameterValue, pretrained: [String: ParameterValue]) throws

    /// Combinations that the declarations cannot exclude. Throws `Failure(.invalidInput)` with one diagnostic for each problem.
    static func validate(_ parameters: ParameterValue) throws

    /// Gives values to parameters whose default depends on others (`null: 4 for bce, 1 for bpr`), so that what is recorded, filtered by and
    /// compared is what was used. `parameters` is resolved against `fields` and has passed `validate`. A null that says something of its own
    /// ("no limit") stays.
    static func complete(_ parameters: inout ParameterValue) throws

    /// A fresh model. `parameters` is resolved against `fields`; keys of other records in it are ignored.
    /// Throws `Failure(.invalidInput)` where the data does not suit (no interactions, no item features, indices out of range).
    static func make(parameters: ParameterValue, data: TrainingData, seed: UInt64) throws -> any TrainableModel

    /// A scorer from what `TrainableModel.weights()` gave. The weights say everything; no training data is needed.
    static func makeScorer(
        weights: [NamedTensor], parameters: ParameterValue, userCount: Int, itemCount: Int
    ) throws -> any Scorer

    /// Which tensors of the weights belong to users; nil: a scorer of some users needs all weights.
    static var userWeights: UserWeights? { get }

    /// The weights of these users alone, as `makeScorer` takes them.
    static func weights(
        of users: [Int32], from source: some WeightSource, parameters: ParameterValue, itemCount: Int
    ) throws -> [NamedTensor]?

    /// Whether it scores users whom it was not trained with, by the items that they have.
    static var scoresHistories: Bool { get }

    /// Weights of new users, each by the items (distinct, ascending) that they have, as `makeScorer` takes them.
    static func weights(
        having histories: [[Int32]], from source: some WeightSource, parameters: ParameterValue, itemCount: Int
    ) throws -> [NamedTensor]

    /// Tensors with a row an item, whose rows side by side are the item's vector (of those that the weights have); none where the model
    /// has no such thing.
    static var itemVectorTensors: [String] { get }

    /// How alike items are to the model; nil where it relates none.
    static func itemLikeness(_ source: some WeightSource, parameters: ParameterValue, itemCount: Int) throws -> ItemLikeness?

    /// The scores of a user as sums over the user's items; nil where the model is no such sum.
    static func scoreParts(
        _ source: some WeightSource, parameters: ParameterValue, user: ScoredUser, items: [Int32], itemCount: Int
    ) throws -> [ScoreParts]?
}

extension ModelDefinition {
    public static var userFeatures: FeatureUse { .none }
    public static var itemFeatures: FeatureUse { .none }
    public static var documents: FeatureUse { .none }
    static var readsFeatures: Bool { userFeatures != .none || itemFeatures != .none }
    public static var isIterative: Bool { true }
    public static var callsForeignCode: Bool { true }
    public static var defaultEpochs: Int { isIterative ? 20 : 1 }
    public static func validate(_ parameters: ParameterValue) throws {}
    public static func complete(_ parameters: inout ParameterValue) throws {}
    public static var pretrainedReferences: [PretrainedReference] { [] }
    public static func validate(_ parameters: ParameterValue, pretrained: [String: ParameterValue]) throws {}
}
