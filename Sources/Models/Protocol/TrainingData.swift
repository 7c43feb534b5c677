import Datasets

/// What a model may learn from: training interactions only, and features that `encode` made of attributes.
public struct TrainingData: Sendable {
    public var train: Interactions
    /// U: user indices are in 0..<userCount.
    public var userCount: Int
    /// I: item indices are in 0..<itemCount.
    public var itemCount: Int
    /// One row a user, for models whose `userFeatures` are not `.none`.
    public var userFeatures: SparseFeatures?
    /// One row an item, for models whose `itemFeatures` are not `.none`.
    public var itemFeatures: SparseFeatures?
    /// The texts of users and items, for models that read them.
    public var documents: ReviewDocuments?
    /// The trained models that the model's parameters name, by the path of the parameter: `pretrain.gmf`.
    public var pretrained: [String: PretrainedModel] = [:]

    public init(
        train: Interactions, userCount: Int, itemCount: Int, userFeatures: SparseFeatures? = nil, itemFeatures: SparseFeatures? = nil
    ) {
        self.train = train
        self.userCount = userCount
        self.itemCount = itemCount
        self.userFeatures = userFeatures
        self.itemFeatures = itemFeatures
    }
}
