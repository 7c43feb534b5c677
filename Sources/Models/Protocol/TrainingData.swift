import Datasets

/// What a model may learn from: training interactions only, and item features that `encode` fitted.
public struct TrainingData: Sendable {
    public var train: Interactions
    /// U: user indices are in 0..<userCount.
    public var userCount: Int
    /// I: item indices are in 0..<itemCount.
    public var itemCount: Int
    /// One row an item, for models with `usesItemFeatures`.
    public var itemFeatures: SparseFeatures?

    public init(train: Interactions, userCount: Int, itemCount: Int, itemFeatures: SparseFeatures? = nil) {
        self.train = train
        self.userCount = userCount
        self.itemCount = itemCount
        self.itemFeatures = itemFeatures
    }
}

/// A sparse matrix by compressed rows: row r has values[offsets[r]..<offsets[r+1]] in the columns of the same positions.
public struct SparseFeatures: Hashable, Sendable {
    /// Rows + 1 ascending positions, the first 0, the last `values.count`.
    public var offsets: [Int]
    public var columns: [Int32]
    public var values: [Float]
    public var columnCount: Int

    public init(offsets: [Int], columns: [Int32], values: [Float], columnCount: Int) {
        self.offsets = offsets
        self.columns = columns
        self.values = values
        self.columnCount = columnCount
    }

    public var rowCount: Int { max(0, offsets.count - 1) }
}
