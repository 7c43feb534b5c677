import Datasets
import Diagnostics
import Layers

/// As a part of a model's weights, so that scoring needs nothing else.
extension UserHistory {
    convenience init(_ data: TrainingData, length: Int) {
        let train = data.train
        self.init(
            users: train.users, items: train.items, timestamps: train.timestamps, userCount: data.userCount, length: length)
    }

    /// `history/offsets` (U + 1) and `history/items`, newest first.
    var tensors: [NamedTensor] {
        [
            NamedTensor("history/offsets", shape: [userCount + 1], .int64(offsets.map { Int64($0) })),
            NamedTensor("history/items", shape: [items.count], .int32(items)),
        ]
    }

    /// Out of weights. Throws `Failure(.invalidInput)` where they are incomplete or malformed.
    convenience init(weights: [NamedTensor], model: String, length: Int, userCount: Int, itemCount: Int) throws {
        let reader = TensorReader(weights, model: model)
        let offsets = try reader.int64s("history/offsets", shape: [userCount + 1]).map { Int($0) }
        let items = try reader.int32s("history/items")
        let ascending = zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
        guard offsets.first == 0, ascending, offsets.last == items.count, items.allSatisfy({ $0 >= 0 && Int($0) < itemCount }) else {
            throw Failure(.invalidInput, "the history among the weights of model '\(model)' is malformed")
        }
        self.init(offsets: offsets, items: items, length: length)
    }
}
