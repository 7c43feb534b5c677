import Glibc
import Tensor

/// Profiles of users from their items.
extension OperationCatalog {
    /// Items of three users: user 0 has only item 3, user 1 none, user 2 all.
    static let histories: [[Int]] = [[3], [], [0, 1, 2, 3]]
    static let history = SparseRows(offsets: [0, 1, 1, 5], columns: [3, 0, 1, 2, 3], values: [1, 1, 1, 1, 1], columnCount: 4)

    /// Rows ask user 2 for items 0, 3 and 1, user 0 for its only item and user 1 for item 3.
    static let historyAttention = OperationCase(name: "HistoryAttention", shapes: [[4, columns], [4, 1]]) { inputs, upstream in
        let profiles = tensor(inputs[0], 4, columns), logits = tensor(inputs[1], 4, 1)
        let users = Indices(capacity: rows), items = Indices(capacity: rows)
        users.assign(leftIndex)
        items.assign(rightIndex)
        let operation = HistoryAttention(profiles: profiles, logits: logits, history: history, users: users, items: items)
        return finish(operation, operation.output, [profiles, logits], upstream)
    } reference: { inputs in
        (0..<rows).flatMap { row -> [Double] in
            let others = histories[Int(leftIndex[row])].filter { $0 != Int(rightIndex[row]) }
            let weights = others.map { Glibc.exp(inputs[1][$0]) }
            let total = weights.reduce(0, +)
            return (0..<columns).map { column in
                zip(others, weights).reduce(0.0) { sum, entry in sum + entry.1 / total * inputs[0][entry.0 * columns + column] }
            }
        }
    }

    static let rowScores = OperationCase(name: "RowScores", shapes: [[rows, columns], [4, columns], [1, 1]]) { inputs, upstream in
        let x = tensor(inputs[0], rows, columns), y = tensor(inputs[1], 4, columns), bias = tensor(inputs[2], 1, 1)
        let items = Indices(capacity: rows)
        items.assign(rightIndex)
        let operation = RowScores(x, y, items, bias: bias)
        return finish(operation, operation.output, [x, y, bias], upstream)
    } reference: { inputs in
        (0..<rows).map { row in
            let item = Int(rightIndex[row])
            return (0..<columns).reduce(inputs[2][0]) { $0 + inputs[0][row * columns + $1] * inputs[1][item * columns + $1] }
        }
    }
}
