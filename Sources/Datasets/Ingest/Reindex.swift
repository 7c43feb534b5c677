/// New dense indices in order of first appearance.
struct Reindex {
    private var indices: [Int32]
    /// The old index of each new one.
    private(set) var order: [Int32] = []

    init(count: Int) { indices = [Int32](repeating: -1, count: count) }

    mutating func apply(to column: inout [Int32]) {
        for row in column.indices {
            let old = Int(column[row])
            if indices[old] < 0 {
                indices[old] = Int32(order.count)
                order.append(Int32(old))
            }
            column[row] = indices[old]
        }
    }
}
