import Tensor

/// Layers of profiles that are made of content.
extension Network {
    /// Profiles of all items, I × D: y = F E with the items' features F (I × columns) and the table E; weights `name`.
    public func profiles(_ name: String, of features: FieldRows, columns: Int, deviation: Double) -> Layer {
        let table = table(name, rows: features.columns, columns: columns, deviation: deviation, mostTouched: features.columns)
        let all = Indices(capacity: features.rows)
        all.assign((0..<features.rows).map { Int32(truncatingIfNeeded: $0) })
        return overAll(FieldConcatenate([.bag(table, features, all)], rows: features.rows))
    }

    /// Logits of all items by a network with a hidden layer, I × 1: v · ReLU(W y + b) + c; weights `name`.hidden and `name`.output.
    public func logits(_ name: String, of profiles: Layer, hidden size: Int) -> Layer {
        let weight = parameter(name + ".hidden.weight", size, profiles.columns, .glorot)
        let bias = parameter(name + ".hidden.bias", 1, size, .zero)
        let hidden = overAll(Linear(profiles, weight: weight, bias: bias, relu: true, isFixed: !isTraining))
        let output = parameter(name + ".output.weight", 1, size, .lecun)
        // Softmax does not see a constant: no bias.
        return overAll(Project(hidden, weight: output, bias: Tensor(rows: 1, columns: 1)))
    }

    /// The users' items, weighed by softmax of their logits, without the item that each row asks about: B × D.
    public func history(_ history: FieldRows, profiles: Layer, logits: Layer) -> Layer {
        let operation = HistoryAttention(profiles: profiles, logits: logits, history: history, users: users, items: items)
        tape.record(operation)
        return operation.output
    }

    /// x[r] · y[item] + b, B × 1; weight `name`.bias (0).
    public func scores(_ name: String, _ input: Layer, against profiles: Layer) -> Layer {
        let operation = RowScores(input, profiles, items, bias: parameter(name + ".bias", 1, 1, .zero))
        tape.record(operation)
        return operation.output
    }

    private func overAll(_ operation: some Operation) -> Layer {
        tape.record(FixedRows(operation, rows: operation.output.rows))
        return operation.output
    }
}
