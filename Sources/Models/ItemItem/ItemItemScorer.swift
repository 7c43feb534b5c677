import Datasets
import Diagnostics

/// s(u, j) = Σ_{i ∈ history(u)} w(i, j).
struct ItemItemScorer: Scorer {
    let userCount: Int
    let itemCount: Int
    private let offsets: [Int64]
    private let items: [Int32]
    private let weights: ItemWeights

    init(_ tensors: [NamedTensor], model: String, isSparse: Bool, userCount: Int, itemCount: Int) throws {
        let reader = TensorReader(tensors, model: model)
        (self.userCount, self.itemCount) = (userCount, itemCount)
        items = try reader.int32s("user_items")
        offsets = try reader.int64s("user_offsets", shape: [userCount + 1])
        try checkLists(offsets, items, below: itemCount, model: model)
        weights = try ItemWeights.read(reader, isSparse: isSparse, itemCount: itemCount, model: model)
        if case .rows(_, let places) = weights, items.contains(where: { places[Int($0)] < 0 }) {
            throw Failure(.invalidInput, "the weights of model '\(model)' were cut down to other users")
        }
    }

    private func history(_ user: Int32) -> ArraySlice<Int32> { items[Int(offsets[Int(user)])..<Int(offsets[Int(user) + 1])] }

    func scoreAllItems(users: ArraySlice<Int32>, into scores: inout [Float]) throws {
        try checkBlock(users: users, capacity: scores.count)
        scores.withUnsafeMutableBufferPointer { scores in
            for (place, user) in users.enumerated() {
                let row = UnsafeMutableBufferPointer(rebasing: scores[place * itemCount..<(place + 1) * itemCount])
                row.update(repeating: 0)
                switch weights {
                case .dense(let values): values.withUnsafeBufferPointer { add($0, user, to: row) { Int($0) } }
                case .rows(let values, let places): values.withUnsafeBufferPointer { add($0, user, to: row) { Int(places[Int($0)]) } }
                case .sparse(let rows): add(rows, user, to: row)
                }
            }
        }
    }

    private func add(
        _ values: UnsafeBufferPointer<Float>, _ user: Int32, to row: UnsafeMutableBufferPointer<Float>, place: (Int32) -> Int
    ) {
        guard let start = values.baseAddress, let row = row.baseAddress else { return }
        for item in history(user) {
            let from = start + place(item) * itemCount
            for column in 0..<itemCount { row[column] += from[column] }
        }
    }

    private func add(_ rows: SparseRows, _ user: Int32, to row: UnsafeMutableBufferPointer<Float>) {
        rows.columns.withUnsafeBufferPointer { columns in
            rows.values.withUnsafeBufferPointer { values in
                for item in history(user) {
                    for entry in rows.offsets[Int(item)]..<rows.offsets[Int(item) + 1] { row[Int(columns[entry])] += values[entry] }
                }
            }
        }
    }

    func score(users: [Int32], items: [Int32]) throws -> [Float] {
        try checkPairs(users: users, items: items)
        return zip(users, items).map { user, item in
            history(user).reduce(Float(0)) { $0 + weight(of: $1, on: item) }
        }
    }

    private func weight(of source: Int32, on target: Int32) -> Float {
        switch weights {
        case .dense(let values): return values[Int(source) * itemCount + Int(target)]
        case .rows(let values, let places): return values[Int(places[Int(source)]) * itemCount + Int(target)]
        case .sparse(let rows):
            let own = rows.offsets[Int(source)]..<rows.offsets[Int(source) + 1]
            return rows.columns[own].position(ofSorted: target).map { rows.values[$0] } ?? 0
        }
    }
}

extension ArraySlice<Int32> {
    /// Where a value is in this ascending slice, by bisection.
    fileprivate func position(ofSorted value: Int32) -> Int? {
        var low = startIndex, high = endIndex
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low < endIndex && self[low] == value ? low : nil
    }
}
