import Glibc
import Testing
import Tensor

/// One operation under test: how to run it in Float, and what it should compute, in Double, written from its formula.
struct OperationCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// Shapes of the differentiable inputs.
    let shapes: [[Int]]
    /// Runs forward, then backward with the given gradient of the output; gives output and the gradient of each input.
    let run: @Sendable (_ inputs: [[Float]], _ upstream: [Float]) -> (output: [Float], gradients: [[Float]])
    let reference: @Sendable (_ inputs: [[Double]]) -> [Double]

    var testDescription: String { name }
}

/// Every operation of the Tensor module; `everyOperationIsListed` holds it to the files there are.
enum OperationCatalog {
    static let rows = 5, columns = 19, outputs = 7
    static let leftIndex: [Int32] = [2, 0, 2, 1, 2], rightIndex: [Int32] = [0, 3, 3, 3, 1]
    static let labels: [Float] = [1, 0, 0, 1, 0]
    static let ratings: [Float] = [3, 4.5, 1, 5, 2]

    static let all: [OperationCase] =
        [
            gatherMultiply, gatherConcatenate, projectPair, linear(relu: false), linear(relu: true), softmaxMultiply, project, dropout,
            logLoss, squaredError, pairwiseLoss, fieldConcatenate, cross, selfCross, historyAttention, rowScores,
        ] + towers + [groupSoftmaxLoss, itemAttention] + sequences

    static func tensor(_ values: [Float], _ rows: Int, _ columns: Int) -> Tensor {
        let tensor = Tensor(rows: rows, columns: columns)
        tensor.storage.assign(values)
        return tensor
    }

    /// Runs with a garbage gradient beforehand, so that a backward pass that adds where it should write is noticed.
    static func finish(_ operation: any Operation, _ output: Tensor, _ inputs: [Tensor], _ upstream: [Float]) -> ([Float], [[Float]]) {
        for input in inputs { input.gradient.update(repeating: 1e3, count: input.count) }
        operation.forward(rows: output.rows)
        output.gradientStorage.assign(upstream)
        operation.backward(rows: output.rows)
        return (output.storage.array, inputs.map { $0.gradientStorage.array })
    }

    static let gatherMultiply = OperationCase(name: "GatherMultiply", shapes: [[3, columns], [4, columns]]) { inputs, upstream in
        let left = EmbeddingTable(rows: 3, columns: columns, maxTouched: rows)
        let right = EmbeddingTable(rows: 4, columns: columns, maxTouched: rows)
        left.storage.assign(inputs[0])
        right.storage.assign(inputs[1])
        let users = Indices(capacity: rows), items = Indices(capacity: rows)
        users.assign(leftIndex)
        items.assign(rightIndex)
        let operation = GatherMultiply(left, users, right, items)
        let (output, _) = finish(operation, operation.output, [], upstream)
        return (output, [left.denseGradient, right.denseGradient])
    } reference: { inputs in
        (0..<rows * columns).map { k in
            inputs[0][Int(leftIndex[k / columns]) * columns + k % columns] * inputs[1][Int(rightIndex[k / columns]) * columns + k % columns]
        }
    }

    static let gatherConcatenate = OperationCase(name: "GatherConcatenate", shapes: [[3, columns], [4, outputs]]) { inputs, upstream in
        let left = EmbeddingTable(rows: 3, columns: columns, maxTouched: rows)
        let right = EmbeddingTable(rows: 4, columns: outputs, maxTouched: rows)
        left.storage.assign(inputs[0])
        right.storage.assign(inputs[1])
        let users = Indices(capacity: rows), items = Indices(capacity: rows)
        users.assign(leftIndex)
        items.assign(rightIndex)
        let operation = GatherConcatenate(left, users, right, items)
        let (output, _) = finish(operation, operation.output, [], upstream)
        return (output, [left.denseGradient, right.denseGradient])
    } reference: { inputs in
        (0..<rows).flatMap { row in
            (0..<columns).map { inputs[0][Int(leftIndex[row]) * columns + $0] }
                + (0..<outputs).map { inputs[1][Int(rightIndex[row]) * outputs + $0] }
        }
    }

    static let projectPair = OperationCase(
        name: "ProjectPair", shapes: [[rows, columns], [rows, outputs], [1, columns + outputs], [1, 1]]
    ) { inputs, upstream in
        let x = tensor(inputs[0], rows, columns), y = tensor(inputs[1], rows, outputs)
        let w = tensor(inputs[2], 1, columns + outputs), b = tensor(inputs[3], 1, 1)
        let operation = ProjectPair(x, y, weight: w, bias: b)
        return finish(operation, operation.output, [x, y, w, b], upstream)
    } reference: { inputs in
        (0..<rows).map { row in
            let left = (0..<columns).reduce(inputs[3][0]) { $0 + inputs[0][row * columns + $1] * inputs[2][$1] }
            return (0..<outputs).reduce(left) { $0 + inputs[1][row * outputs + $1] * inputs[2][columns + $1] }
        }
    }

    static func linear(relu: Bool) -> OperationCase {
        OperationCase(name: relu ? "Linear with ReLU" : "Linear", shapes: [[rows, columns], [outputs, columns], [1, outputs]]) {
            inputs, upstream in
            let x = tensor(inputs[0], rows, columns), w = tensor(inputs[1], outputs, columns), b = tensor(inputs[2], 1, outputs)
            let operation = Linear(x, weight: w, bias: b, relu: relu)
            return finish(operation, operation.output, [x, w, b], upstream)
        } reference: { inputs in
            (0..<rows * outputs).map { k in
                let sum = (0..<columns).reduce(inputs[2][k % outputs]) {
                    $0 + inputs[0][k / outputs * columns + $1] * inputs[1][k % outputs * columns + $1]
                }
                return relu ? max(0, sum) : sum
            }
        }
    }

    static let softmaxMultiply = OperationCase(name: "SoftmaxMultiply", shapes: [[rows, columns], [rows, columns]]) { inputs, upstream in
        let logits = tensor(inputs[0], rows, columns), x = tensor(inputs[1], rows, columns)
        let operation = SoftmaxMultiply(logits: logits, x, scale: 3)
        return finish(operation, operation.output, [logits, x], upstream)
    } reference: { inputs in
        (0..<rows).flatMap { row in
            let range = row * columns..<(row + 1) * columns
            let exponentials = inputs[0][range].map { exponential($0) }
            let total = exponentials.reduce(0, +)
            return zip(exponentials, inputs[1][range]).map { 3 * $0 / total * $1 }
        }
    }

    static let project = OperationCase(name: "Project", shapes: [[rows, columns], [1, columns], [1, 1]]) { inputs, upstream in
        let x = tensor(inputs[0], rows, columns), w = tensor(inputs[1], 1, columns), b = tensor(inputs[2], 1, 1)
        let operation = Project(x, weight: w, bias: b)
        return finish(operation, operation.output, [x, w, b], upstream)
    } reference: { inputs in
        (0..<rows).map { row in (0..<columns).reduce(inputs[2][0]) { $0 + inputs[0][row * columns + $1] * inputs[1][$1] } }
    }

    /// At rate 0 dropout is the identity; its mask has a test of its own.
    static let dropout = OperationCase(name: "Dropout", shapes: [[rows, columns]]) { inputs, upstream in
        let x = tensor(inputs[0], rows, columns)
        let operation = Dropout(x, rate: 0)
        return finish(operation, operation.output, [x], upstream)
    } reference: {
        $0[0]
    }

    static func loss(
        _ name: String, _ shape: [Int], _ make: @escaping @Sendable (Tensor) -> any Loss,
        reference: @escaping @Sendable ([Double]) -> [Double]
    ) -> OperationCase {
        OperationCase(name: name, shapes: [shape]) { inputs, _ in
            let scores = tensor(inputs[0], shape[0], 1)
            let loss = make(scores)
            let mean = loss.evaluate(rows: shape[0]) / Double(loss.samples(rows: shape[0]))
            return ([Float(mean)], [scores.gradientStorage.array])
        } reference: { inputs in
            let losses = reference(inputs[0])
            return [losses.reduce(0, +) / Double(losses.count)]
        }
    }

    static let logLoss = loss("LogLoss", [rows, 1]) {
        LogLoss($0, labels: tensor(labels, rows, 1))
    } reference: { scores in
        zip(scores, labels).map { logarithm(1 + exponential($0)) - Double($1) * $0 }
    }

    static let squaredError = loss("SquaredError", [rows, 1]) {
        SquaredError($0, targets: tensor(ratings, rows, 1), offset: 3.5)
    } reference: { scores in
        zip(scores, ratings).map { ($0 + 3.5 - Double($1)) * ($0 + 3.5 - Double($1)) }
    }

    static let pairwiseLoss = loss("PairwiseLoss", [2 * rows, 1]) {
        PairwiseLoss($0)
    } reference: { scores in
        (0..<rows).map { logarithm(1 + exponential(scores[rows + $0] - scores[$0])) }
    }
}

private func exponential(_ x: Double) -> Double { Glibc.exp(x) }
private func logarithm(_ x: Double) -> Double { Glibc.log(x) }
