import Safetensors

/// What documents are made of where a pretrained encoder has read the texts: units, each a token or a whole text, with vectors that
/// training leaves as they are.
public struct FrozenUnits: Hashable, Sendable {
    /// Different vectors, W columns, float16.
    public var vectors: HalfRows
    /// The vector of each unit: several units may have one, such as equal texts.
    public var rows: [Int32]
    /// The mark of each unit, which says what the text does not: the rating that a review gave. Empty where units have none.
    public var marks: [Int32]
    /// Marks are in 0..<markCount.
    public var markCount: Int

    public init(vectors: HalfRows, rows: [Int32], marks: [Int32] = [], markCount: Int = 0) {
        self.vectors = vectors
        self.rows = rows
        self.marks = marks
        self.markCount = markCount
    }

    /// Whether every unit has a vector and, where there are marks, a mark.
    public func isValid(unitCount: Int) -> Bool {
        rows.count == unitCount && vectors.columns > 0 && rows.allSatisfy { $0 >= 0 && Int($0) < vectors.rows }
            && marks.count == (markCount > 0 ? unitCount : 0) && marks.allSatisfy { $0 >= 0 && Int($0) < markCount }
    }
}
