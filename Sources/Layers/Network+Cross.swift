import Tensor

/// Layers over the fields of a pair.
extension Network {
    /// One part of a pair's input.
    public enum Field {
        /// A row of the table by the user's or item's number.
        case embedding(EmbeddingTable, Side)
        /// A weighted sum of the table's rows, by the user's or item's sparse row.
        case bag(EmbeddingTable, SparseRows, Side)
        /// The user's or item's sparse row as it is.
        case dense(SparseRows, Side)
    }

    public enum Side: String, Hashable, Sendable, CaseIterable { case user, item }

    private func index(_ side: Side) -> Indices { side == .user ? users : items }

    /// The fields side by side, B × Σ widths.
    public func fields(_ fields: [Field]) -> Layer {
        let parts: [FieldConcatenate.Part] = fields.map { field in
            switch field {
            case .embedding(let table, let side): .embedding(table, index(side))
            case .bag(let table, let rows, let side): .bag(table, rows, index(side))
            case .dense(let rows, let side): .dense(rows, index(side))
            }
        }
        let operation = FieldConcatenate(parts, rows: capacity)
        tape.record(operation)
        return operation.output
    }

    /// x₀ ⊙ (W x + b) + x; weights `name`.weight (Glorot) and `name`.bias (0). With `rank`, W is U Vᵀ: weights `name`.v.weight (rank × K)
    /// and `name`.u.weight (K × rank).
    public func cross(_ name: String, _ first: Layer, _ input: Layer, rank: Int?) -> Layer {
        let size = first.columns
        let mapped: Layer
        if let rank {
            let down = linearWithoutBias(name + ".v", input, outputs: rank)
            mapped = linear(name + ".u", down, outputs: size)
        } else {
            mapped = linear(name, input, outputs: size)
        }
        let operation = Cross(first, linear: mapped, input)
        tape.record(operation)
        return operation.output
    }

    /// x Wᵀ; weights `name`.weight (Glorot).
    public func linearWithoutBias(_ name: String, _ input: Layer, outputs: Int) -> Layer {
        let weight = parameter(name + ".weight", outputs, input.columns, .glorot)
        // Stays 0: no parameter of the model.
        let bias = Tensor(rows: 1, columns: outputs)
        let operation = Linear(input, weight: weight, bias: bias, relu: false, isFixed: !isTraining)
        tape.record(operation)
        return operation.output
    }
}

/// Sparse rows of a field, for those who hold them without knowing of tensors.
public typealias FieldRows = SparseRows
