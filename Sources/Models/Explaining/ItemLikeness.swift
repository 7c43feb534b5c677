/// Rows of items, I × `columns`, in memory.
public struct ItemVectors: Sendable {
    public let columns: Int
    public let values: [Float]
    /// Euclidean lengths of the rows.
    private let norms: [Float]

    public init(columns: Int, values: [Float]) {
        (self.columns, self.values) = (columns, values)
        norms =
            columns == 0
            ? []
            : (0..<values.count / columns).map { row in
                values[row * columns..<(row + 1) * columns].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            }.map(Float.init)
    }

    public var itemCount: Int { norms.count }

    /// 0 where one of the vectors is 0.
    public func cosine(_ a: Int, _ b: Int) -> Float {
        guard norms[a] > 0, norms[b] > 0 else { return 0 }
        var sum = 0.0
        for column in 0..<columns { sum += Double(values[a * columns + column]) * Double(values[b * columns + column]) }
        return Float(sum / (Double(norms[a]) * Double(norms[b])))
    }
}

/// How alike items are, out of a model's weights.
public struct ItemLikeness: Sendable {
    private enum Source: Sendable {
        case vectors(ItemVectors)
        /// By item: what it says of others.
        case weights(@Sendable (Int) throws -> [(item: Int32, weight: Float)])
    }

    private let source: Source
    public let itemCount: Int
    /// What the numbers are, for people: "cosine of item vectors".
    public let meaning: String

    init(_ vectors: ItemVectors) {
        source = .vectors(vectors)
        itemCount = vectors.itemCount
        meaning = "cosine of the model's item vectors (\(vectors.columns) numbers each)"
    }

    init(itemCount: Int, meaning: String, weights: @escaping @Sendable (Int) throws -> [(item: Int32, weight: Float)]) {
        (self.itemCount, self.meaning) = (itemCount, meaning)
        source = .weights(weights)
    }

    /// The items nearest to one, itself left out, the nearest first; of equal ones the first by index. Items without any relation to it
    /// are left out.
    public func nearest(to item: Int32, count: Int) throws -> [(item: Int32, likeness: Float)] {
        var all = try likenesses(of: item).filter { $0.likeness != 0 && $0.item != item }
        all.sort { ($0.likeness, $1.item) > ($1.likeness, $0.item) }
        return Array(all.prefix(count))
    }

    /// How alike `item` is to each of the others.
    public func likenesses(of item: Int32, to others: [Int32]) throws -> [Float] {
        switch source {
        case .vectors(let vectors): return others.map { vectors.cosine(Int(item), Int($0)) }
        case .weights(let weights):
            let row = Dictionary(try weights(Int(item)).map { ($0.item, $0.weight) }) { $1 }
            return others.map { row[$0] ?? 0 }
        }
    }

    private func likenesses(of item: Int32) throws -> [(item: Int32, likeness: Float)] {
        switch source {
        case .vectors(let vectors):
            (0..<vectors.itemCount).map { (Int32(truncatingIfNeeded: $0), vectors.cosine(Int(item), $0)) }
        case .weights(let weights): try weights(Int(item)).map { ($0.item, $0.weight) }
        }
    }
}
