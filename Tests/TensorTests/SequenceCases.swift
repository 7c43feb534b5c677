import Glibc
import Tensor

/// The operations over documents, for `OperationCatalog`. Four documents of 3, 0, 1 and 4 tokens; packed: step 0 holds documents 3, 0, 2,
/// steps 1 and 2 documents 3, 0, step 3 document 3.
extension OperationCatalog {
    static let sequences: [OperationCase] = [
        bidirectionalLSTM, sequenceAttention, convolutionPooling, factorizationMachine, concatenate, sum, takeRows, frozenProjection,
    ]

    static let documents: [[Int32]] = [[4, 1, 2], [], [3], [0, 2, 2, 1]]
    /// The packed rows of each document's tokens.
    static let tokenRows: [[Int]] = [[1, 4, 6], [], [2], [0, 3, 5, 7]]
    static let tokenCount = 8

    static var packed: PackedSequences {
        let sequences = PackedSequences(capacity: 4, longest: 4)
        sequences.assign(
            offsets: documents.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }, values: Array(documents.joined()))
        return sequences
    }

    private static let hidden = 3

    static let bidirectionalLSTM = OperationCase(
        name: "BidirectionalLSTM",
        shapes: [[tokenCount, 4 * hidden], [tokenCount, 4 * hidden], [4 * hidden, hidden], [4 * hidden, hidden]]
    ) { inputs, upstream in
        let tensors = zip(inputs, [tokenCount, tokenCount, 4 * hidden, 4 * hidden]).map { tensor($0, $1, $0.count / $1) }
        let operation = BidirectionalLSTM(
            forward: tensors[0], backward: tensors[1], forwardWeight: tensors[2], backwardWeight: tensors[3], sequences: packed)
        let (output, gradients) = finish(operation, operation.output, tensors, upstream)
        return (Array(output.prefix(tokenCount * 2 * hidden)), gradients)
    } reference: { inputs in
        var result = [Double](repeating: 0, count: tokenCount * 2 * hidden)
        for direction in 0..<2 {
            for rows in tokenRows {
                var h = [Double](repeating: 0, count: hidden), c = h
                for row in direction == 0 ? rows : rows.reversed() {
                    let linear = (0..<4 * hidden).map { j in
                        (0..<hidden).reduce(inputs[direction][row * 4 * hidden + j]) {
                            $0 + inputs[2 + direction][j * hidden + $1] * h[$1]
                        }
                    }
                    for j in 0..<hidden {
                        c[j] = sigmoid(linear[hidden + j]) * c[j] + sigmoid(linear[j]) * tanh(linear[2 * hidden + j])
                        h[j] = sigmoid(linear[3 * hidden + j]) * tanh(c[j])
                        result[row * 2 * hidden + direction * hidden + j] = h[j]
                    }
                }
            }
        }
        return result
    }

    private static func sigmoid(_ x: Double) -> Double { 1 / (1 + Glibc.exp(-x)) }

    static let sequenceAttention = OperationCase(
        name: "SequenceAttention", shapes: [[tokenCount, columns], [tokenCount, outputs], [1, outputs]]
    ) { inputs, upstream in
        let x = tensor(inputs[0], tokenCount, columns), k = tensor(inputs[1], tokenCount, outputs), v = tensor(inputs[2], 1, outputs)
        let operation = SequenceAttention(x, keys: k, score: v, sequences: packed)
        return finish(operation, operation.output, [x, k, v], upstream)
    } reference: { inputs in
        tokenRows.flatMap { rows in
            let exponentials = rows.map { row in
                Glibc.exp((0..<outputs).reduce(0) { $0 + inputs[2][$1] * tanh(inputs[1][row * outputs + $1]) })
            }
            let total = exponentials.reduce(0, +)
            return (0..<columns).map { j in zip(exponentials, rows).reduce(0) { $0 + $1.0 / total * inputs[0][$1.1 * columns + j] } }
        }
    }

    static let convolutionPooling = OperationCase(
        name: "ConvolutionPooling", shapes: [[tokenCount, 3 * columns], [1, columns]]
    ) { inputs, upstream in
        let parts = tensor(inputs[0], tokenCount, 3 * columns), bias = tensor(inputs[1], 1, columns)
        let operation = ConvolutionPooling(parts, bias: bias, window: 3, sequences: packed)
        return finish(operation, operation.output, [parts, bias], upstream)
    } reference: { inputs in
        tokenRows.flatMap { rows in
            (0..<columns).map { f in
                rows.indices.reduce(0) { greatest, t in
                    let sum = (0..<3).reduce(inputs[1][f]) { sum, tap in
                        let token = t + tap - 1
                        return rows.indices.contains(token) ? sum + inputs[0][rows[token] * 3 * columns + tap * columns + f] : sum
                    }
                    return max(greatest, sum)
                }
            }
        }
    }

    /// Three rows of float16 that no training changes; every number is exact.
    private static let frozenRows = (0..<3 * columns).map { Float16(Float($0 * 7 % 13) / 8 - 0.75) }

    static let frozenProjection = OperationCase(
        name: "FrozenProjection", shapes: [[outputs, columns], [1, outputs]]
    ) { inputs, upstream in
        let weight = tensor(inputs[0], outputs, columns), bias = tensor(inputs[1], 1, outputs), index = Indices(capacity: rows)
        index.assign(leftIndex)
        let operation = FrozenProjection({ body in frozenRows.withUnsafeBytes(body) }, at: index, weight: weight, bias: bias)
        return finish(operation, operation.output, [weight, bias], upstream)
    } reference: { inputs in
        (0..<rows * outputs).map { k in
            (0..<columns).reduce(inputs[1][k % outputs]) {
                $0 + Double(frozenRows[Int(leftIndex[k / outputs]) * columns + $1]) * inputs[0][k % outputs * columns + $1]
            }
        }
    }

    private static let factors = 4

    static let factorizationMachine = OperationCase(
        name: "FactorizationMachine", shapes: [[rows, columns], [1, columns], [factors, columns], [1, 1]]
    ) { inputs, upstream in
        let z = tensor(inputs[0], rows, columns), w = tensor(inputs[1], 1, columns)
        let v = tensor(inputs[2], factors, columns), b = tensor(inputs[3], 1, 1)
        let operation = FactorizationMachine(z, weight: w, factors: v, bias: b)
        return finish(operation, operation.output, [z, w, v, b], upstream)
    } reference: { inputs in
        (0..<rows).map { row in
            let z = Array(inputs[0][row * columns..<(row + 1) * columns])
            var score = zip(z, inputs[1]).reduce(inputs[3][0]) { $0 + $1.0 * $1.1 }
            for j in 0..<columns {
                for k in (j + 1)..<max(columns, j + 1) {
                    let product = (0..<factors).reduce(0) { $0 + inputs[2][$1 * columns + j] * inputs[2][$1 * columns + k] }
                    score += product * z[j] * z[k]
                }
            }
            return score
        }
    }

    static let concatenate = OperationCase(
        name: "Concatenate", shapes: [[rows, columns], [rows, outputs], [rows, 1]]
    ) { inputs, upstream in
        let tensors = zip(inputs, [columns, outputs, 1]).map { tensor($0, rows, $1) }
        let operation = Concatenate(tensors)
        return finish(operation, operation.output, tensors, upstream)
    } reference: { inputs in
        (0..<rows).flatMap { row in
            zip(inputs, [columns, outputs, 1]).flatMap { values, width in values[row * width..<(row + 1) * width] }
        }
    }

    static let sum = OperationCase(name: "Sum", shapes: [[rows, outputs], [rows, outputs], [rows, outputs]]) { inputs, upstream in
        let tensors = inputs.map { tensor($0, rows, outputs) }
        let operation = Sum(tensors)
        return finish(operation, operation.output, tensors, upstream)
    } reference: { inputs in
        (0..<rows * outputs).map { inputs[0][$0] + inputs[1][$0] + inputs[2][$0] }
    }

    static let takeRows = OperationCase(name: "TakeRows", shapes: [[3, columns]]) { inputs, upstream in
        let x = tensor(inputs[0], 3, columns)
        let operation = TakeRows(x, at: indices(leftIndex)) { 3 }
        return finish(operation, operation.output, [x], upstream)
    } reference: { inputs in
        leftIndex.flatMap { row in (0..<columns).map { inputs[0][Int(row) * columns + $0] } }
    }
}
