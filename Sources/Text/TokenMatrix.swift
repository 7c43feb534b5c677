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

    /// Rows cut or filled with `padding` to `length` L: row-major `rowCount` × L.
    public func padded(to length: Int, with padding: Int32) -> [Int32] {
        var result = [Int32](repeating: padding, count: rowCount * length)
        for row in 0..<rowCount {
            for (position, token) in self[row].prefix(length).enumerated() { result[row * length + position] = token }
        }
        return result
    }

    /// Whether offsets ascend from 0 to the number of tokens, and all tokens are numbers of a vocabulary of this size.
    public func isValid(vocabularySize: Int) -> Bool {
        offsets.first == 0 && offsets.last == tokens.count && zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
            && tokens.allSatisfy { $0 >= 0 && $0 < vocabularySize }
    }
}
