import Tensor

/// The weights of a document encoder, which the two sides may share.
public struct DocumentEncoder {
    fileprivate enum Weights {
        case recurrent(inputs: [(weight: Tensor, bias: Tensor)], recurrent: [Tensor], key: (weight: Tensor, bias: Tensor), score: Tensor)
        case convolution(weight: Tensor, bias: Tensor, window: Int)
    }

    fileprivate let weights: Weights
}

/// Where the token vectors of documents come from, D columns.
public enum TokenVectors {
    /// A table that is learned.
    case learned(EmbeddingTable)
    /// A learned projection of vectors that are not, plus a learned vector for each mark.
    case frozen(FrozenVectors, projection: (weight: Tensor, bias: Tensor), marks: EmbeddingTable?)
}

/// A document's vector, and where its words' weights are while attention makes it.
public struct EncodedDocuments {
    /// Documents × C.
    public let vectors: Network.Layer
    /// The attention of each token as the batch packs them; nil without attention.
    public let attention: Storage?
}

extension Network {
    /// Weights over token vectors of D columns: `name`.forward and .backward each with .weight (4H × D, Glorot), .bias (0; 1 for the
    /// forget gate) and .recurrent (4H × H), `name`.attention.weight (A × 2H), .bias and .score; or `name`.convolution.weight (W·F × D, tap
    /// by tap) and .bias.
    public func documentEncoder(_ name: String, _ encoding: DocumentEncoding, columns: Int) -> DocumentEncoder {
        switch encoding {
        case .recurrent(let hidden, let attention):
            let directions = ["forward", "backward"].map { name + "." + $0 }
            let inputs = directions.map {
                (parameter($0 + ".weight", 4 * hidden, columns, .glorot), parameter($0 + ".bias", 1, 4 * hidden, .forgetGate))
            }
            let recurrent = directions.map { parameter($0 + ".recurrent", 4 * hidden, hidden, .glorot) }
            let key = (
                parameter(name + ".attention.weight", attention, 2 * hidden, .glorot),
                parameter(name + ".attention.bias", 1, attention, .zero)
            )
            let score = parameter(name + ".attention.score", 1, attention, .lecun)
            return DocumentEncoder(weights: .recurrent(inputs: inputs, recurrent: recurrent, key: key, score: score))
        case .convolution(let filters, let window):
            let weight = parameter(name + ".convolution.weight", window * filters, columns, .glorot)
            let bias = parameter(name + ".convolution.bias", 1, filters, .zero)
            return DocumentEncoder(weights: .convolution(weight: weight, bias: bias, window: window))
        }
    }

    /// Weights that turn frozen vectors into D columns: `name`_projection.weight (D × W, Glorot) and .bias (0), and a table `name`_mark,
    /// from N(0, σ²), where units have marks.
    public func frozenTokens(_ name: String, _ frozen: FrozenVectors, columns: Int, deviation: Double, mostTouched: Int) -> TokenVectors {
        let weight = parameter(name + "_projection.weight", columns, frozen.columns, .glorot)
        let bias = parameter(name + "_projection.bias", 1, columns, .zero)
        let marks =
            frozen.markCount > 0
            ? table(name + "_mark", rows: frozen.markCount, columns: columns, deviation: deviation, mostTouched: mostTouched) : nil
        return .frozen(frozen, projection: (weight, bias), marks: marks)
    }

    private func tokens(of documents: DocumentBatch, _ vectors: TokenVectors) -> Layer {
        let sequences = documents.sequences
        switch (vectors, documents.units) {
        case (.learned(let table), _): return overTokens(Gather(table, sequences.tokens), sequences)
        case (.frozen(let frozen, let projection, let marks), let units):
            let rows = units?.rows ?? sequences.tokens
            let projected = overTokens(
                FrozenProjection(frozen.source, at: rows, weight: projection.weight, bias: projection.bias), sequences)
            guard let marks, let units else { return projected }
            return overTokens(Sum([projected, overTokens(Gather(marks, units.marks), sequences)]), sequences)
        }
    }

    /// The documents' vectors, from their tokens' vectors.
    public func encode(_ documents: DocumentBatch, tokens vectors: TokenVectors, by encoder: DocumentEncoder) -> EncodedDocuments {
        let sequences = documents.sequences
        let tokens = tokens(of: documents, vectors)
        switch encoder.weights {
        case .recurrent(let inputs, let recurrent, let key, let score):
            let gates = inputs.map { overTokens(Linear(tokens, weight: $0.weight, bias: $0.bias, relu: false), sequences) }
            let states = BidirectionalLSTM(
                forward: gates[0], backward: gates[1], forwardWeight: recurrent[0], backwardWeight: recurrent[1], sequences: sequences)
            tape.record(states)
            let keys = overTokens(Linear(states.output, weight: key.weight, bias: key.bias, relu: false), sequences)
            let pooled = SequenceAttention(states.output, keys: keys, score: score, sequences: sequences)
            tape.record(pooled)
            return EncodedDocuments(vectors: pooled.output, attention: pooled.weights)
        case .convolution(let weight, let bias, let window):
            // The bias comes after the sum over taps.
            let none = Tensor(rows: 1, columns: weight.rows)
            let parts = overTokens(Linear(tokens, weight: weight, bias: none, relu: false), sequences)
            let pooled = ConvolutionPooling(parts, bias: bias, window: window, sequences: sequences)
            tape.record(pooled)
            return EncodedDocuments(vectors: pooled.output, attention: nil)
        }
    }

    /// The vector of each row's document, B × C.
    public func rows(of encoded: EncodedDocuments, _ documents: DocumentBatch) -> Layer {
        let operation = TakeRows(encoded.vectors, at: documents.slots) { documents.sequences.count }
        tape.record(operation)
        return operation.output
    }

    private func overTokens(_ operation: some Operation, _ sequences: PackedSequences) -> Layer {
        tape.record(TokenRows(operation, of: sequences))
        return operation.output
    }

    /// Layers side by side, B × Σ columns.
    public func concatenate(_ layers: [Layer]) -> Layer {
        guard layers.count != 1 else { return layers[0] }
        let operation = Concatenate(layers)
        tape.record(operation)
        return operation.output
    }

    /// The sum of layers of one shape.
    public func sum(_ layers: [Layer]) -> Layer {
        guard layers.count != 1 else { return layers[0] }
        let operation = Sum(layers)
        tape.record(operation)
        return operation.output
    }

    /// A factorization machine over a layer, B × 1; weights `name`.weight (0), `name`.factors (N(0, .01²)) and `name`.bias (0).
    public func factorizationMachine(_ name: String, _ input: Layer, factors: Int) -> Layer {
        let operation = FactorizationMachine(
            input, weight: parameter(name + ".weight", 1, input.columns, .zero),
            factors: parameter(name + ".factors", factors, input.columns, .normal(0.01)), bias: parameter(name + ".bias", 1, 1, .zero))
        tape.record(operation)
        return operation.output
    }

    /// x · w without a constant, B × 1, w starting at 1: weight `name`.weight.
    public func scaledSum(_ name: String, _ input: Layer) -> Layer {
        let weight = parameter(name + ".weight", 1, input.columns, .one)
        // Stays 0: no parameter of the model.
        let operation = Project(input, weight: weight, bias: Tensor(rows: 1, columns: 1))
        tape.record(operation)
        return operation.output
    }
}
