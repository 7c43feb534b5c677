import Diagnostics

/// The unit rows of `content-profile`'s items, I × C, sparse.
struct ContentRows: Sendable {
    let width: Int
    private let offsets: [Int]
    private let columns: [Int32]
    private let values: [Float]

    init(_ source: some WeightSource) throws {
        width = try source.shape("user_profiles").last ?? 0
        offsets = try source.int64s("item_offsets").map { Int($0) }
        (columns, values) = (try source.int32s("item_columns"), try source.floats("item_values"))
        let width = width
        guard offsets.last == columns.count, columns.count == values.count, columns.allSatisfy({ $0 >= 0 && Int($0) < width }) else {
            throw Failure(.invalidInput, "the content among the weights is malformed")
        }
    }

    func add(_ item: Int, to sums: inout [Float], at start: Int) {
        for entry in offsets[item]..<offsets[item + 1] { sums[start + Int(columns[entry])] += values[entry] }
    }

    /// x_a · x_b.
    func product(_ a: Int, _ b: Int) -> Float {
        var left = offsets[a], right = offsets[b], sum: Float = 0
        while left < offsets[a + 1], right < offsets[b + 1] {
            if columns[left] == columns[right] {
                sum += values[left] * values[right]
                left += 1
                right += 1
            } else if columns[left] < columns[right] {
                left += 1
            } else {
                right += 1
            }
        }
        return sum
    }
}
