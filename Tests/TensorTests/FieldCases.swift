import Tensor

/// Fields side by side, and cross layers.
extension OperationCatalog {
    /// Four sparse rows over three columns, one of them empty.
    static let sparse = SparseRows(
        offsets: [0, 2, 2, 3, 6], columns: [0, 2, 1, 0, 1, 2], values: [0.5, -1, 2, 1, 1.5, 0.25], columnCount: 3)
    static let denseSparse: [[Double]] = [[0.5, 0, -1], [0, 0, 0], [0, 2, 0], [1, 1.5, 0.25]]

    /// Row numbers, a bag, the sparse rows themselves and another table.
    static let fieldConcatenate = OperationCase(name: "FieldConcatenate", shapes: [[3, columns], [3, outputs], [4, 2]]) {
        inputs, upstream in
        let users = Indices(capacity: rows), items = Indices(capacity: rows)
        users.assign(leftIndex)
        items.assign(rightIndex)
        let tables = zip(inputs, [(3, columns), (3, outputs), (4, 2)]).map { values, shape in
            let table = EmbeddingTable(rows: shape.0, columns: shape.1, maxTouched: shape.0)
            table.storage.assign(values)
            return table
        }
        let operation = FieldConcatenate(
            [.embedding(tables[0], users), .bag(tables[1], sparse, items), .dense(sparse, items), .embedding(tables[2], items)], rows: rows)
        let (output, _) = finish(operation, operation.output, [], upstream)
        return (output, tables.map(\.denseGradient))
    } reference: { inputs in
        (0..<rows).flatMap { row in
            let left = Int(leftIndex[row]), right = Int(rightIndex[row])
            let user: [Double] = Array(inputs[0][left * columns..<(left + 1) * columns])
            let bag: [Double] = (0..<outputs).map { j in
                (0..<3).reduce(0.0) { sum, column in sum + denseSparse[right][column] * inputs[1][column * outputs + j] }
            }
            let item: [Double] = Array(inputs[2][right * 2..<right * 2 + 2])
            return user + bag + denseSparse[right] + item
        }
    }

    static let cross = OperationCase(name: "Cross", shapes: [[rows, columns], [rows, columns], [rows, columns]]) { inputs, upstream in
        let tensors = inputs.map { tensor($0, rows, columns) }
        let operation = Cross(tensors[0], linear: tensors[1], tensors[2])
        return finish(operation, operation.output, tensors, upstream)
    } reference: { inputs in
        inputs[0].indices.map { inputs[0][$0] * inputs[1][$0] + inputs[2][$0] }
    }

    /// The first cross layer, whose input is x₀.
    static let selfCross = OperationCase(name: "Cross of itself", shapes: [[rows, columns], [rows, columns]]) { inputs, upstream in
        let tensors = inputs.map { tensor($0, rows, columns) }
        let operation = Cross(tensors[0], linear: tensors[1], tensors[0])
        return finish(operation, operation.output, tensors, upstream)
    } reference: { inputs in
        inputs[0].indices.map { inputs[0][$0] * inputs[1][$0] + inputs[0][$0] }
    }
}
