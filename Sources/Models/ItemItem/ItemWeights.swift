import Datasets
import Diagnostics

/// What an item says about another: w(i, j) adds to the score of item j for each item i of a user's history.
enum ItemWeights: Sendable {
    /// I × I, row i column j.
    case dense([Float])
    /// Some of those rows: `places[i]` is where row i is, or −1.
    case rows([Float], places: [Int32])
    /// By row i: columns j ascending.
    case sparse(SparseRows)

    func tensors(itemCount: Int) -> [NamedTensor] {
        switch self {
        case .dense(let values): [NamedTensor("item_weights", values, shape: [itemCount, itemCount])]
        case .rows(let values, let places):
            [
                NamedTensor("item_weights", values, shape: [itemCount == 0 ? 0 : values.count / itemCount, itemCount]),
                NamedTensor(
                    Self.rowNumbers, shape: [itemCount == 0 ? 0 : values.count / itemCount],
                    .int32(places.indices.filter { places[$0] >= 0 }.map { Int32(truncatingIfNeeded: $0) })),
            ]
        case .sparse(let rows):
            [
                NamedTensor("neighbor_offsets", shape: [rows.offsets.count], .int64(rows.offsets.map(Int64.init))),
                NamedTensor("neighbor_items", shape: [rows.columns.count], .int32(rows.columns)),
                NamedTensor("neighbor_weights", rows.values),
            ]
        }
    }

    /// Throws `Failure(.invalidInput)` where the tensors are missing or do not fit together.
    static func read(_ reader: TensorReader, isSparse: Bool, itemCount: Int, model: String) throws -> ItemWeights {
        if !isSparse, reader.has(rowNumbers) { return try rows(reader, itemCount: itemCount, model: model) }
        guard isSparse else { return .dense(try reader.floats("item_weights", shape: [itemCount, itemCount])) }
        let columns = try reader.int32s("neighbor_items")
        let offsets = try reader.int64s("neighbor_offsets", shape: [itemCount + 1])
        try checkLists(offsets, columns, below: itemCount, model: model)
        return .sparse(
            SparseRows(
                offsets: offsets.map { Int($0) }, columns: columns,
                values: try reader.floats("neighbor_weights", shape: [columns.count])))
    }
}

extension ItemWeights {
    /// Ascending; only in weights that were cut down to some users.
    static let rowNumbers = "item_rows"

    private static func rows(_ reader: TensorReader, itemCount: Int, model: String) throws -> ItemWeights {
        let numbers = try reader.int32s(rowNumbers)
        var places = [Int32](repeating: -1, count: itemCount)
        for (place, item) in numbers.enumerated() where item >= 0 && Int(item) < itemCount { places[Int(item)] = Int32(place) }
        return .rows(try reader.floats("item_weights", shape: [numbers.count, itemCount]), places: places)
    }
}

/// What each user has, as tensors: the other half of an item–item model.
extension SeenItems {
    var tensors: [NamedTensor] {
        [
            NamedTensor("user_offsets", shape: [offsets.count], .int64(offsets.map(Int64.init))),
            NamedTensor("user_items", shape: [items.count], .int32(items)),
        ]
    }
}

/// Ascending offsets from 0 to the number of indices, every index in 0..<bound.
func checkLists(_ offsets: [Int64], _ indices: [Int32], below bound: Int, model: String) throws {
    let ascending = zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
    guard ascending, offsets.first == 0, offsets.last == Int64(indices.count), indices.allSatisfy({ $0 >= 0 && Int($0) < bound }) else {
        throw Failure(
            .invalidInput, "lists of model '\(model)' do not fit together", hint: "run the train stage again with --force train")
    }
}
