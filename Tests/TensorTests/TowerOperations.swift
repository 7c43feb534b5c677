import Glibc
import Tensor

/// The operations of two towers, for `OperationCatalog`.
extension OperationCatalog {
    static let towers: [OperationCase] = [
        gather, normalize, weightedBag, featureGate, listAttention, columnLoss(.softmax), columnLoss(.bpr), columnLoss(.bce),
    ]

    /// Four lists over five rows of a table; one list is empty, and one row is in none.
    static let lists: [[Int]] = [[2, 0, 2], [], [1, 2, 4, 0], [4]]
    static let bagWeights = [0.5, -1, 2, 1, 1.5, -0.25, 3, 0.75]

    static var indexLists: IndexLists {
        IndexLists(offsets: lists.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }, values: lists.joined().map { Int32($0) })
    }

    static func table(_ values: [Float], _ rows: Int, touched: Int = 8) -> EmbeddingTable {
        let table = EmbeddingTable(rows: rows, columns: columns, maxTouched: touched)
        table.storage.assign(values)
        return table
    }

    static func indices(_ values: [Int32]) -> Indices {
        let indices = Indices(capacity: values.count)
        indices.assign(values)
        return indices
    }

    static let gather = OperationCase(name: "Gather", shapes: [[3, columns]]) { inputs, upstream in
        let table = table(inputs[0], 3)
        let operation = Gather(table, indices(leftIndex))
        let (output, _) = finish(operation, operation.output, [], upstream)
        return (output, [table.denseGradient])
    } reference: { inputs in
        leftIndex.flatMap { row in (0..<columns).map { inputs[0][Int(row) * columns + $0] } }
    }

    static let normalize = OperationCase(name: "Normalize", shapes: [[rows, columns]]) { inputs, upstream in
        let x = tensor(inputs[0], rows, columns)
        let operation = Normalize(x)
        return finish(operation, operation.output, [x], upstream)
    } reference: { inputs in
        (0..<rows).flatMap { row in
            let x = inputs[0][row * columns..<(row + 1) * columns]
            let norm = x.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return x.map { $0 / norm }
        }
    }

    static let bagIndex: [Int32] = [2, 0, 1, 2, 3]

    static let weightedBag = OperationCase(name: "WeightedBag", shapes: [[5, columns]]) { inputs, upstream in
        let table = table(inputs[0], 5)
        let operation = WeightedBag(
            table, indices(bagIndex), lists: indexLists, weights: Storage(bagWeights.map { Float($0) }))
        let (output, _) = finish(operation, operation.output, [], upstream)
        return (output, [table.denseGradient])
    } reference: { inputs in
        bagIndex.flatMap { index in
            let start = lists[..<Int(index)].joined().count
            return (0..<columns).map { j in
                lists[Int(index)].enumerated().reduce(0) { $0 + bagWeights[start + $1.offset] * inputs[0][$1.element * columns + j] }
            }
        }
    }

    static let featureGate = OperationCase(
        name: "FeatureGate",
        shapes: [[rows, columns], [rows, columns], [rows, columns], [outputs, columns], [1, outputs], [1, outputs]]
    ) { inputs, upstream in
        let features = inputs[..<3].map { tensor($0, rows, columns) }
        let w = tensor(inputs[3], outputs, columns), b = tensor(inputs[4], 1, outputs), v = tensor(inputs[5], 1, outputs)
        let operation = FeatureGate(features, weight: w, bias: b, score: v)
        return finish(operation, operation.output, features + [w, b, v], upstream)
    } reference: { inputs in
        (0..<rows).flatMap { row in
            let features = inputs[..<3].map { Array($0[row * columns..<(row + 1) * columns]) }
            let alpha = softmax(features.map { score($0, inputs[3], inputs[4], inputs[5]) })
            return (0..<columns).map { j in zip(alpha, features).reduce(0) { $0 + $1.0 * $1.1[j] } }
        }
    }

    static let listAttention = OperationCase(
        name: "ListAttention", shapes: [[5, columns], [4, outputs], [outputs, columns], [1, outputs]]
    ) { inputs, upstream in
        let table = table(inputs[0], 5), q = tensor(inputs[1], 4, outputs)
        let w = tensor(inputs[2], outputs, columns), v = tensor(inputs[3], 1, outputs)
        let operation = ListAttention(table, lists: indexLists, longest: 4, query: q, key: w, score: v)
        let (output, gradients) = finish(operation, operation.output, [q, w, v], upstream)
        return (output, [table.denseGradient] + gradients)
    } reference: { inputs in
        lists.enumerated().flatMap { row, list in
            let x = list.map { Array(inputs[0][$0 * columns..<($0 + 1) * columns]) }
            let query = Array(inputs[1][row * outputs..<(row + 1) * outputs])
            let a = softmax(x.map { score($0, inputs[2], query, inputs[3]) })
            return (0..<columns).map { j in zip(a, x).reduce(0) { $0 + $1.0 * $1.1[j] } }
        }
    }

    /// v · tanh(W x + b)
    private static func score(_ x: [Double], _ w: [Double], _ b: [Double], _ v: [Double]) -> Double {
        v.indices.reduce(0) { sum, k in sum + v[k] * tanh(x.indices.reduce(b[k]) { $0 + w[k * columns + $1] * x[$1] }) }
    }

    private static func softmax(_ logits: [Double]) -> [Double] {
        let exponentials = logits.map { Glibc.exp($0) }, total = exponentials.reduce(0, +)
        return exponentials.map { $0 / total }
    }

    static let groupItems: [Int32] = [2, 0, 1, 1, 2, 0], logProbabilities: [Float] = [-0.5, -2, -1.25]

    /// Two groups of a positive and two negatives.
    static let groupSoftmaxLoss = loss("GroupSoftmaxLoss", [6, 1]) {
        GroupSoftmaxLoss($0, items: indices(groupItems), size: 3, logProbabilities: Storage(logProbabilities))
    } reference: { scores in
        (0..<2).map { group in
            let s = (0..<3).map { scores[3 * group + $0] - Double(logProbabilities[Int(groupItems[3 * group + $0])]) }
            return log(s.reduce(0) { $0 + Glibc.exp($1) }) - s[0]
        }
    }

    /// Histories of four users, of which the last has none; rows name users, and items of which some are in the history.
    static let pastItems: [[Int]] = [[2, 0, 4], [1], [3, 1, 2, 0], []]
    static let askingUsers: [Int32] = [2, 0, 3, 1, 2], askingItems: [Int32] = [1, 3, 0, 1, 4]

    static let itemAttention = OperationCase(
        name: "ItemAttention", shapes: [[5, columns], [outputs, columns], [1, outputs], [1, outputs]]
    ) { inputs, upstream in
        let table = table(inputs[0], 5), w = tensor(inputs[1], outputs, columns)
        let b = tensor(inputs[2], 1, outputs), h = tensor(inputs[3], 1, outputs)
        let lists = IndexLists(
            offsets: pastItems.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }, values: pastItems.joined().map { Int32($0) })
        let operation = ItemAttention(
            table, users: indices(askingUsers), items: indices(askingItems), lists: lists, longest: 3, weight: w, bias: b, score: h,
            smoothing: 0.5)
        let (output, gradients) = finish(operation, operation.output, [w, b, h], upstream)
        return (output, [table.denseGradient] + gradients)
    } reference: { inputs in
        zip(askingUsers, askingItems).flatMap { user, item -> [Double] in
            let x = { (row: Int) in Array(inputs[0][row * columns..<(row + 1) * columns]) }
            let past = pastItems[Int(user)].filter { $0 != item }.prefix(3), q = x(Int(item))
            let exponentials = past.map { other -> Double in
                let product = zip(q, x(other)).map { $0 * $1 }
                return Glibc.exp(
                    (0..<outputs).reduce(0) { sum, k in
                        let z = (0..<columns).reduce(inputs[2][k]) { $0 + inputs[1][k * columns + $1] * product[$1] }
                        return sum + inputs[3][k] * max(0, z)
                    })
            }
            let root = exponentials.reduce(0, +).squareRoot()
            return (0..<columns).map { j in zip(past, exponentials).reduce(0) { $0 + $1.1 / root * x($1.0)[j] } }
        }
    }

    // Four rows against seven columns. Users 1 and 3 know items of other columns; column 5 repeats row 0's item.
    static let columnUsers: [Int32] = [1, 0, 3, 1], columnItems: [Int32] = [4, 2, 0, 3, 6, 4, 5]
    static let knownItems: [[Int32]] = [[2], [0, 3, 4], [], [0, 1, 6]]
    static let corrections: [Float] = [-1, -2, -1.5, -2.5, -3, -1, -3]

    /// True where a column is a negative of a row.
    static func isNegative(_ row: Int, _ column: Int) -> Bool {
        column != row && !knownItems[Int(columnUsers[row])].contains(columnItems[column])
    }

    static func columnLoss(_ kind: ColumnLoss.Kind) -> OperationCase {
        OperationCase(name: "ColumnLoss \(kind)", shapes: [[4, columns], [7, columns]]) { inputs, _ in
            let x = tensor(inputs[0], 4, columns), y = tensor(inputs[1], 7, columns)
            let lists = IndexLists(
                offsets: knownItems.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }, values: Array(knownItems.joined()))
            let loss = ColumnLoss(
                kind, x, y, users: indices(columnUsers), items: indices(columnItems), known: KnownItems(lists: lists, itemCount: 7),
                scale: 0.4, correction: Storage(corrections))
            loss.columns = 7
            return ([Float(loss.evaluate(rows: 4) / 4)], [x.gradientStorage.array, y.gradientStorage.array])
        } reference: { inputs in
            let s = (0..<4).map { row in
                (0..<7).map { column in
                    (0..<columns).reduce(-Double(corrections[column])) {
                        $0 + 0.4 * inputs[0][row * columns + $1] * inputs[1][column * columns + $1]
                    }
                }
            }
            let losses = (0..<4).map { row in
                columnRowLoss(kind, s[row], positive: row, negatives: (0..<7).filter { isNegative(row, $0) })
            }
            return [losses.reduce(0, +) / 4]
        }
    }

    static func columnRowLoss(_ kind: ColumnLoss.Kind, _ s: [Double], positive: Int, negatives: [Int]) -> Double {
        let scores = negatives.map { s[$0] }
        let softplus = { (x: Double) in log(1 + Glibc.exp(x)) }
        let mean = { (losses: [Double]) in losses.reduce(0, +) / Double(losses.count) }
        switch kind {
        case .softmax: return log(([s[positive]] + scores).reduce(0) { $0 + Glibc.exp($1) }) - s[positive]
        case .bpr: return mean(scores.map { softplus($0 - s[positive]) })
        case .bce: return softplus(-s[positive]) + mean(scores.map { softplus($0) })
        }
    }
}
