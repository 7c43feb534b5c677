import Datasets

/// The columns that one attribute became, numbered from 0, with a label for each.
struct FieldColumns {
    var kind: FeatureField.Kind
    var labels: [String]
    var matrix: SparseMatrix
    /// Texts that could not be read as asked.
    var warnings: [String] = []

    init(_ kind: FeatureField.Kind, labels: [String]) {
        self.kind = kind
        self.labels = labels
        matrix = SparseMatrix(columnCount: labels.count)
    }

    /// Ends a row that holds these entries, by ascending columns.
    mutating func addRow(_ entries: some Sequence<(column: Int, value: Float)>) {
        for entry in entries {
            matrix.columns.append(Int32(entry.column))
            matrix.values.append(entry.value)
        }
        matrix.offsets.append(matrix.columns.count)
    }

    /// One matrix of all fields, whose labels are `field=label`.
    static func sideBySide(_ fields: [(name: String, columns: FieldColumns)], rowCount: Int) -> (features: SparseFeatures, labels: [String])
    {
        var result = SparseFeatures(offsets: [0], columns: [], values: [], columnCount: 0, fields: [])
        for (name, field) in fields {
            let width = field.matrix.columnCount
            result.fields.append(FeatureField(name, field.kind, columns: result.columnCount..<result.columnCount + width))
            result.columnCount += width
        }
        for row in 0..<rowCount {
            for (position, field) in fields.enumerated() {
                let range = field.columns.matrix.offsets[row]..<field.columns.matrix.offsets[row + 1]
                let first = Int32(result.fields[position].columns.lowerBound)
                result.columns += field.columns.matrix.columns[range].map { $0 + first }
                result.values += field.columns.matrix.values[range]
            }
            result.offsets.append(result.values.count)
        }
        return (result, fields.flatMap { field in field.columns.labels.map { "\(field.name)=\($0)" } })
    }
}
