import Foundation
import Tensor
import Testing

@Suite struct OperationTests {
    /// Uniform on ±1.5, by the minimal standard generator.
    static func values(_ count: Int, seed: Int) -> [Double] {
        var state = seed * 2_654_435 % 2_147_483_647 + 1
        return (0..<count).map { _ in
            state = state * 48271 % 2_147_483_647
            return Double(Float(3 * Double(state) / 2_147_483_647 - 1.5))
        }
    }

    @Test(arguments: OperationCatalog.all) func forwardAgreesWithTheFormulaInDouble(_ operation: OperationCase) {
        let inputs = operation.shapes.enumerated().map { Self.values($1.reduce(1, *), seed: $0 + 1) }
        let expected = operation.reference(inputs)
        let output = operation.run(inputs.map { $0.map { Float($0) } }, [Float](repeating: 1, count: expected.count)).output
        #expect(output.count == expected.count)
        for (value, wanted) in zip(output, expected) { #expect(abs(Double(value) - wanted) <= 2e-6 * max(1, abs(wanted))) }
    }

    @Test(arguments: OperationCatalog.all) func gradientsAgreeWithFiniteDifferencesInDouble(_ operation: OperationCase) {
        let inputs = operation.shapes.enumerated().map { Self.values($1.reduce(1, *), seed: $0 + 11) }
        let outputs = operation.reference(inputs).count
        let upstream = outputs == 1 ? [1] : Self.values(outputs, seed: 99)
        let gradients = operation.run(inputs.map { $0.map { Float($0) } }, upstream.map { Float($0) }).gradients
        let objective = { (inputs: [[Double]]) in zip(operation.reference(inputs), upstream).reduce(0) { $0 + $1.0 * $1.1 } }
        for (which, gradient) in gradients.enumerated() {
            #expect(gradient.count == inputs[which].count)
            for element in gradient.indices {
                var up = inputs, down = inputs
                up[which][element] += 1e-5
                down[which][element] -= 1e-5
                let expected = (objective(up) - objective(down)) / 2e-5
                #expect(abs(Double(gradient[element]) - expected) <= 1e-3 * max(1e-2, abs(expected)), "\(which)[\(element)]")
            }
        }
    }

    /// Sizes on both sides of the kernels' vectors and of OpenBLAS's tiles.
    @Test(arguments: [1, 7, 16, 24, 50, 64], [3, 16, 50])
    func fixedLinearGivesEqualRowsEqualBits(outputs: Int, inputs: Int) {
        let rows = 27, relu = inputs == 16
        let row = Self.values(inputs, seed: 3).map { Float($0) }
        let x = OperationCatalog.tensor((0..<rows).flatMap { _ in row }, rows, inputs)
        let w = OperationCatalog.tensor(Self.values(outputs * inputs, seed: 4).map { Float($0) }, outputs, inputs)
        let b = OperationCatalog.tensor(Self.values(outputs, seed: 5).map { Float($0) }, 1, outputs)
        let fixed = Linear(x, weight: w, bias: b, relu: relu, isFixed: true), plain = Linear(x, weight: w, bias: b, relu: relu)
        fixed.forward(rows: rows)
        plain.forward(rows: rows)
        let values = fixed.output.storage.array
        for (place, value) in values.enumerated() { #expect(value == values[place % outputs]) }
        for (value, wanted) in zip(values, plain.output.storage.array) { #expect(abs(value - wanted) <= 2e-6 * Float(inputs)) }
    }

    @Test func everyOperationIsListed() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Sources/Tensor")
        let files = try ["Operations", "Sequences"].flatMap {
            try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent($0).path)
        }.map { $0.replacingOccurrences(of: ".swift", with: "") }
        // What documents are packed into is no operation.
        #expect(Set(files).subtracting(["PackedSequences"]) == Set(OperationCatalog.all.map { String($0.name.prefix { $0 != " " }) }))
    }

    @Test func whatNobodyHoldsIsFreed() {
        weak var kept: Tensor?
        do {
            let x = OperationCatalog.tensor([1, 2, 3], 1, 3), w = OperationCatalog.tensor([1, -1, 2], 1, 3)
            let operation = Project(x, weight: w, bias: OperationCatalog.tensor([0], 1, 1))
            operation.forward(rows: 1)
            #expect(operation.output.storage.array == [5])
            kept = x
        }
        #expect(kept == nil, "a process that trains many models must not keep those that are done")
    }

    @Test func aTensorReadTwiceSumsBothGradients() {
        let x = OperationCatalog.tensor([1, 2, 3, 4, 5, 6], 2, 3)
        let w = OperationCatalog.tensor([1, -1, 2], 1, 3), b = OperationCatalog.tensor([0], 1, 1)
        let first = Project(x, weight: w, bias: b), second = Project(x, weight: w, bias: b)
        let tape = Tape()
        tape.record(first)
        tape.record(second)
        for _ in 0..<2 {
            tape.forward(rows: 2)
            first.output.gradientStorage.assign([1, 1])
            second.output.gradientStorage.assign([10, 0])
            tape.backward(rows: 2)
            #expect(x.gradientStorage.array == [11, -11, 22, 1, -1, 2])
            #expect(w.gradientStorage.array == [15, 27, 39])
            #expect(b.gradientStorage.array == [12])
        }
    }

    @Test func dropoutKeepsTheExpectedShareAndReusesItsMask() {
        let count = 100_000
        let x = OperationCatalog.tensor([Float](repeating: 1, count: count), count, 1)
        let dropout = Dropout(x, rate: 0.25)
        dropout.key = 12345
        dropout.forward(rows: count)
        let kept = dropout.output.storage.array
        #expect(kept.allSatisfy { $0 == 0 || $0 == Float(1) / 0.75 })
        // Binomial(100000, .75): standard deviation 137.
        #expect(abs(kept.filter { $0 > 0 }.count - 75_000) < 5 * 137)
        dropout.output.gradientStorage.assign([Float](repeating: 1, count: count))
        dropout.backward(rows: count)
        #expect(x.gradientStorage.array == kept)
        dropout.key = 54321
        dropout.forward(rows: count)
        #expect(dropout.output.storage.array != kept)
    }

    /// ln(1 + e^x) → x and → e^x at the ends, without overflow.
    @Test func logLossIsStableFarFromZero() {
        let scores = OperationCatalog.tensor([80, -80, 1000, -1000], 4, 1)
        let loss = LogLoss(scores, labels: OperationCatalog.tensor([0, 0, 1, 1], 4, 1))
        #expect(abs(loss.evaluate(rows: 4) - 1080) < 1e-3)
        #expect(scores.gradientStorage.array.map { abs($0 * 4) < 1e-6 ? 0 : $0 * 4 } == [1, 0, 0, -1])
    }

    @Test func nanReachesTheLoss() {
        let scores = OperationCatalog.tensor([.nan, 0], 2, 1)
        #expect(LogLoss(scores, labels: OperationCatalog.tensor([0, 1], 2, 1)).evaluate(rows: 2).isNaN)
        #expect(PairwiseLoss(scores).evaluate(rows: 2).isNaN)
        #expect(SquaredError(scores, targets: OperationCatalog.tensor([0, 1], 2, 1), offset: 0).evaluate(rows: 2).isNaN)
    }

    @Test func matrixProductsTransposeAndAccumulate() {
        let a = Storage([1, 2, 3, 4, 5, 6]), b = Storage([7, 8, 9, 10, 11, 12]), c = Storage(count: 4)
        BLAS.multiply(a.pointer, b.pointer, into: c.pointer, m: 2, n: 2, k: 3)
        #expect(c.array == [58, 64, 139, 154])
        BLAS.multiply(a.pointer, b.pointer, transposeB: true, into: c.pointer, m: 2, n: 2, k: 3, accumulate: true)
        #expect(c.array == [108, 132, 261, 321])
        BLAS.multiply(a.pointer, transposeA: true, b.pointer, into: c.pointer, m: 2, n: 2, k: 3)
        #expect(c.array == [89, 98, 116, 128])
    }
}
