import Datasets
import Diagnostics
import Layers

/// The features of users and items as networks over pairs read them: one matrix a field, without the columns of the others.
struct PairFeatures: Sendable {
    struct Field: Sendable {
        let side: Network.Side
        let name: String
        let kind: FeatureField.Kind
        /// Users or items × the field's columns. Rows of `multi` sum to 1, so that a bag of them is a mean.
        let rows: FieldRows
    }

    var fields: [Field] = []
    /// Of models that attend over it.
    var history: UserHistory?

    init() {}

    /// Of what `data` has. Throws `Failure(.invalidInput)` for matrices that are malformed or of another number of rows.
    init(_ data: TrainingData) throws {
        if let users = data.userFeatures { try add(users, .user, rows: data.userCount) }
        if let items = data.itemFeatures { try add(items, .item, rows: data.itemCount) }
        sort()
    }

    func rows(_ side: Network.Side, _ name: String) -> FieldRows? { fields.first { $0.side == side && $0.name == name }?.rows }

    /// Users' fields, then items', by name: the order of the network's inputs, whatever the order in which weights are kept.
    private mutating func sort() {
        fields.sort { $0.side == $1.side ? $0.name < $1.name : $0.side == .user }
    }

    private mutating func add(_ features: SparseFeatures, _ side: Network.Side, rows: Int) throws {
        try features.check(rows: rows, of: side.rawValue)
        for field in features.fields {
            fields.append(Field(side: side, name: field.name, kind: field.kind, rows: Self.rows(of: features, field)))
        }
    }

    private static func rows(of features: SparseFeatures, _ field: FeatureField) -> FieldRows {
        var offsets = [0], columns: [Int32] = [], values: [Float] = []
        for row in 0..<features.rowCount {
            let first = values.count
            for position in features.offsets[row]..<features.offsets[row + 1]
            where field.columns.contains(Int(features.columns[position])) {
                columns.append(features.columns[position] - Int32(field.columns.lowerBound))
                values.append(features.values[position])
            }
            if field.kind == .multi {
                let sum = values[first...].reduce(0, +)
                if sum > 0 { for position in first..<values.count { values[position] /= sum } }
            }
            offsets.append(values.count)
        }
        return FieldRows(offsets: offsets, columns: columns, values: values, columnCount: field.columns.count)
    }
}

/// As a part of a model's weights, so that scoring needs nothing else.
extension PairFeatures {
    /// Three tensors a field under `features/SIDE/KIND/NAME`: `/offsets`, `/columns`, `/values`, and its width under `/width`.
    var tensors: [NamedTensor] {
        (history?.tensors ?? [])
            + fields.flatMap { field in
                let name = "features/\(field.side.rawValue)/\(field.kind.rawValue)/\(field.name)"
                return [
                    NamedTensor(name + "/width", shape: [1], .int64([Int64(field.rows.columns)])),
                    NamedTensor(name + "/offsets", shape: [field.rows.rows + 1], .int64(field.rows.offsetArray.map(Int64.init))),
                    NamedTensor(name + "/columns", shape: [field.rows.count], .int32(field.rows.columnArray)),
                    NamedTensor(name + "/values", field.rows.valueArray),
                ]
            }
    }

    /// Out of weights. Throws `Failure(.invalidInput)` where they are incomplete or malformed.
    init(weights: [NamedTensor], model: String, userCount: Int, itemCount: Int) throws {
        let reader = TensorReader(weights, model: model)
        for tensor in weights where tensor.name.hasPrefix("features/") && tensor.name.hasSuffix("/width") {
            let parts = tensor.name.dropLast("/width".count).split(separator: "/", maxSplits: 3).map(String.init)
            guard parts.count == 4, let side = Network.Side(rawValue: parts[1]), let kind = FeatureField.Kind(rawValue: parts[2]) else {
                throw Failure(.invalidInput, "weights of model '\(model)' have a malformed field '\(tensor.name)'")
            }
            let name = parts.joined(separator: "/"), count = side == .user ? userCount : itemCount
            let columns = try reader.int32s(name + "/columns")
            let features = SparseFeatures(
                offsets: try reader.int64s(name + "/offsets", shape: [count + 1]).map { Int($0) }, columns: columns,
                values: try reader.floats(name + "/values", shape: [columns.count]),
                columnCount: Int(try reader.int64s(name + "/width", shape: [1])[0]))
            try features.check(rows: count, of: side.rawValue)
            let rows = FieldRows(
                offsets: features.offsets, columns: features.columns, values: features.values, columnCount: features.columnCount)
            fields.append(Field(side: side, name: parts[3], kind: kind, rows: rows))
        }
        sort()
    }
}
