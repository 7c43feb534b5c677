import Tensor

/// The first NaN or infinity that was found, and where.
public struct NonFinite: CustomStringConvertible, Sendable {
    /// The tensor, such as "weight 'hidden.weight'" or "output of SoftmaxMultiply (operation 3)".
    public var tensor: String
    public var row: Int
    public var column: Int
    public var value: Float

    public init(tensor: String, row: Int, column: Int, value: Float) {
        (self.tensor, self.row, self.column, self.value) = (tensor, row, column, value)
    }

    public var description: String { "\(tensor) is \(value) at [\(row), \(column)]" }

    /// In row-major order.
    static func first(in values: UnsafePointer<Float>, count: Int, columns: Int, tensor: @autoclosure () -> String) -> NonFinite? {
        for index in 0..<count where !values[index].isFinite {
            return NonFinite(tensor: tensor(), row: index / columns, column: index % columns, value: values[index])
        }
        return nil
    }

    /// Among weights: an embedding table (rows are user or item indices) or another weight.
    public static func first(in storage: Storage, columns: Int, name: String, isTable: Bool) -> NonFinite? {
        first(in: storage.pointer, count: storage.count, columns: columns, tensor: "\(isTable ? "embedding" : "weight") '\(name)'")
    }
}

extension Network {
    /// What went wrong in a batch, in the order in which it is computed: the targets, the weights, the output of each operation, the
    /// gradients. Nil where all of these are finite.
    public func firstNonFinite(rows: Int) -> NonFinite? {
        NonFinite.first(in: targets.values, count: rows, columns: 1, tensor: "the batch's targets")
            ?? firstNonFiniteWeight() ?? firstNonFiniteOutput(rows: rows) ?? firstNonFiniteGradient()
    }

    /// Among embeddings, then the other weights.
    public func firstNonFiniteWeight() -> NonFinite? {
        for (name, table) in tables {
            if let found = NonFinite.first(in: table.storage, columns: table.columns, name: name, isTable: true) { return found }
        }
        for (name, tensor) in parameters {
            if let found = NonFinite.first(in: tensor.storage, columns: tensor.columns, name: name, isTable: false) { return found }
        }
        return nil
    }

    private func firstNonFiniteOutput(rows: Int) -> NonFinite? {
        for (position, operation) in tape.operations.enumerated() {
            let output = operation.output
            let count = min(rows, output.rows) * output.columns
            let name = { "the output of \(type(of: operation)) (operation \(position + 1) of \(self.tape.operations.count))" }
            if let found = NonFinite.first(in: output.values, count: count, columns: output.columns, tensor: name()) { return found }
        }
        return nil
    }

    private func firstNonFiniteGradient() -> NonFinite? {
        for (name, tensor) in parameters {
            let label = "the gradient of weight '\(name)'"
            if let found = NonFinite.first(in: tensor.gradient, count: tensor.count, columns: tensor.columns, tensor: label) {
                return found
            }
        }
        for (name, table) in tables {
            let gradients = table.touchedGradients
            guard let start = gradients.baseAddress else { continue }
            let label = "the gradient of embedding '\(name)'"
            guard var found = NonFinite.first(in: start, count: gradients.count, columns: table.columns, tensor: label) else { continue }
            found.row = Int(table.touched[found.row])
            return found
        }
        return nil
    }
}
