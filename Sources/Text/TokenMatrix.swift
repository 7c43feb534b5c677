/// Token ids of many texts in compressed rows: those of text r are `tokens[offsets[r]..<offsets[r + 1]]`.
public struct TokenMatrix: Hashable, Sendable {
    /// `rowCount + 1` positions, starting with 0.
    public var offsets: [Int]
    public var tokens: [Int32]

    public init(offsets: [Int] = [0], tokens: [Int32] = []) {
        self.offsets = offsets
        self.tokens = tokens
    }

    public var rowCount: Int { offsets.count - 1 }
    public subscript(row: Int) -> ArraySlice<Int32> { tokens[offsets[row]..<offsets[row + 1]] }

    /// Rows cut or filled with `Vocabulary.padding` to `length` L: row-major `rowCount` × L.
    public func padded(to length: Int) -> [Int32] {
        var result = [Int32](repeating: Vocabulary.padding, count: rowCount * length)
        for row in 0..<rowCount {
            for (position, token) in self[row].prefix(length).enumerated() { result[row * length + position] = token }
        }
        return result
    }
}
