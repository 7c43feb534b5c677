/// Rows of numbers of different lengths, one after another: row r is `values[offsets[r]..<offsets[r + 1]]`.
public struct IndexRows: Hashable, Sendable {
    /// `count + 1` positions, ascending from 0.
    public var offsets: [Int]
    public var values: [Int32]

    public init(offsets: [Int] = [0], values: [Int32] = []) {
        self.offsets = offsets
        self.values = values
    }

    public var count: Int { offsets.count - 1 }
    public subscript(row: Int) -> ArraySlice<Int32> { values[offsets[row]..<offsets[row + 1]] }

    public mutating func append(_ row: some Collection<Int32>) {
        values.append(contentsOf: row)
        offsets.append(values.count)
    }

    /// Whether offsets and values belong together, and values are in 0..<bound.
    public func isValid(below bound: Int) -> Bool {
        offsets.first == 0 && offsets.last == values.count && zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
            && values.allSatisfy { $0 >= 0 && Int($0) < bound }
    }
}
