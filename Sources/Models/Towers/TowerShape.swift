import Datasets
import Layers
import Tensor

/// What decides the layers of two towers.
struct TowerShape {
    let options: TwoTowerParameters
    let userCount: Int
    let itemCount: Int
    let userFeatures: TowerFeatures?
    let itemFeatures: TowerFeatures?

    /// Throws `Failure(.invalidInput)` where features do not fit the data.
    init(_ options: TwoTowerParameters, _ data: TrainingData) throws {
        try data.userFeatures?.check(rows: data.userCount, of: "user")
        try data.itemFeatures?.check(rows: data.itemCount, of: "item")
        self.options = options
        (userCount, itemCount) = (data.userCount, data.itemCount)
        userFeatures = data.userFeatures.map(TowerFeatures.init)
        itemFeatures = data.itemFeatures.map(TowerFeatures.init)
    }

    /// Vectors of all users and all items, row-major, in blocks of fixed places: the same bits whoever asks.
    func vectors(weights: WeightStore, history: UserHistory) -> (users: [Float], items: [Float]) {
        let towers = TowerPair(self, rows: Self.block, columns: Self.block, weights: weights, isTraining: false)
        let users = vectors(of: userCount, towers.user.users, towers.userVectors) {
            history.fill(towers.lists, users: towers.user.users, targets: nil, rows: Self.block)
            towers.user.forward(rows: Self.block)
        }
        let items = vectors(of: itemCount, towers.item.items, towers.itemVectors) { towers.item.forward(rows: Self.block) }
        return (users, items)
    }

    private static let block = 256

    /// Rows 0..<count through a tower; the last block is filled up with row 0.
    private func vectors(of count: Int, _ index: Indices, _ vectors: Network.Layer, forward: () -> Void) -> [Float] {
        var result = [Float](repeating: 0, count: count * options.vectorSize)
        for start in stride(from: 0, to: count, by: Self.block) {
            let rows = min(Self.block, count - start)
            for place in 0..<Self.block { index.pointer[place] = Int32(place < rows ? start + place : 0) }
            forward()
            result.withUnsafeMutableBufferPointer { result in
                guard let to = result.baseAddress else { return }
                (to + start * options.vectorSize).update(from: vectors.values, count: rows * options.vectorSize)
            }
        }
        return result
    }
}

/// The features of one side, field by field, over the columns of one table.
struct TowerFeatures {
    let columnCount: Int
    let fields: [FeatureRows]

    init(_ features: SparseFeatures) {
        columnCount = features.columnCount
        fields = features.fields.map { field in
            var offsets = [0], columns: [Int32] = [], values: [Float] = []
            for row in 0..<features.rowCount {
                for entry in features.offsets[row]..<features.offsets[row + 1] where field.columns.contains(Int(features.columns[entry])) {
                    columns.append(features.columns[entry])
                    values.append(features.values[entry])
                }
                offsets.append(columns.count)
            }
            return FeatureRows(offsets: offsets, columns: columns, values: values)
        }
    }
}
