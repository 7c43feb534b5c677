import Tensor

/// Layers over one side of a pair: the rows of a batch are users or items, named by an `Indices`.
extension Network {
    /// table[index[r]], B × D.
    public func rows(of table: EmbeddingTable, at index: Indices) -> Layer {
        let operation = Gather(table, index)
        tape.record(operation)
        return operation.output
    }

    /// Sparse feature rows times the table (columns × D): B × D.
    public func features(_ features: FeatureRows, times table: EmbeddingTable, at index: Indices) -> Layer {
        let operation = WeightedBag(table, index, lists: features.lists, weights: features.weights)
        tape.record(operation)
        return operation.output
    }

    /// Additive attention over lists of rows of `table`, asked by a linear function of `asker`; weights `name`.query, `name`.key and
    /// `name`.score (Glorot).
    public func attend(_ name: String, over table: EmbeddingTable, lists: IndexLists, longest: Int, asker: Layer) -> Layer {
        let query = linear(name + ".query", asker, outputs: table.columns)
        let key = parameter(name + ".key", table.columns, table.columns, .glorot)
        let score = parameter(name + ".score", 1, table.columns, .lecun)
        let operation = ListAttention(table, lists: lists, longest: longest, query: query, key: key, score: score)
        tape.record(operation)
        return operation.output
    }

    /// Attention that weighs feature vectors of equal width; weights `name`.weight (Glorot), `name`.bias (0) and `name`.score.
    public func gate(_ name: String, _ features: [Layer]) -> Layer {
        let size = features.first?.columns ?? 0
        let weight = parameter(name + ".weight", size, size, .glorot), bias = parameter(name + ".bias", 1, size, .zero)
        let score = parameter(name + ".score", 1, size, .lecun)
        let operation = FeatureGate(features, weight: weight, bias: bias, score: score)
        tape.record(operation)
        return operation.output
    }

    /// x / ‖x‖ by row.
    public func normalize(_ input: Layer) -> Layer {
        let operation = Normalize(input)
        tape.record(operation)
        return operation.output
    }
}

extension Network {
    /// Σ_j a_j q_j over the items j of the user's history (NAIS), asked by the batch's items; weights `name`.weight (Glorot), `name`.bias
    /// (0) and `name`.score.
    public func attend(
        _ name: String, over table: EmbeddingTable, history: UserHistory, size: Int, smoothing: Double
    ) -> Layer {
        let weight = parameter(name + ".weight", size, table.columns, .glorot), bias = parameter(name + ".bias", 1, size, .zero)
        let score = parameter(name + ".score", 1, size, .lecun)
        let operation = ItemAttention(
            table, users: users, items: items, lists: history.lists, longest: history.length, weight: weight, bias: bias, score: score,
            smoothing: Float(smoothing))
        tape.record(operation)
        return operation.output
    }

    /// left ⊙ right + sum.
    public func multiply(_ left: Layer, _ right: Layer, adding sum: Layer) -> Layer {
        let operation = Cross(left, linear: right, sum)
        tape.record(operation)
        return operation.output
    }
}

/// Sparse feature rows of all users or all items.
public final class FeatureRows: @unchecked Sendable {
    let lists: IndexLists
    let weights: Storage

    /// Row r has values[offsets[r]..<offsets[r + 1]] in the columns of the same positions.
    public init(offsets: [Int], columns: [Int32], values: [Float]) {
        lists = IndexLists(offsets: offsets, values: columns)
        weights = Storage(values)
    }
}
