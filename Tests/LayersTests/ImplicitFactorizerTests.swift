import Foundation
import Layers
import Testing

/// Fixtures/implicit.json was written by Fixtures/implicit.py.
private struct Reference: Decodable {
    struct End: Decodable {
        let negatives_each: Int
        let uses_bias: Bool?
        let negatives: [Int32]
        let loss: Double
        let user_factors: [Double], item_factors: [Double], item_bias: [Double]
        let user_bias: [Double]?, bias: [Double]?
    }
    let start: [String: [Float]]
    let users: [Int32], positives: [Int32]
    let pairs: [End], labels: End

    static func load() throws -> Reference {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/implicit.json")
        return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    }
}

@Suite struct ImplicitFactorizerTests {
    /// The constants of implicit.py.
    private func factorizer(_ loss: ImplicitFactorizer.Loss, _ reference: Reference, _ end: Reference.End) -> ImplicitFactorizer {
        var options = ImplicitFactorizer.Options()
        (options.factors, options.negatives, options.learningRate) = (19, end.negatives_each, 0.1)
        (options.regularization, options.negativeRegularization, options.biasRegularization) = (0.02, 0.005, 0.01)
        options.usesItemBias = end.uses_bias ?? true
        let factorizer = ImplicitFactorizer(
            loss, users: [0], items: [0], userCount: 5, itemCount: 7, options: options, seed: 1)
        let arrays = [
            "user_factors": factorizer.userFactors, "item_factors": factorizer.itemFactors, "item_bias": factorizer.itemBias,
            "user_bias": factorizer.userBias, "bias": factorizer.bias,
        ]
        for (name, values) in reference.start { arrays[name]?.assign(values) }
        return factorizer
    }

    private func expectClose(_ storage: FactorStorage, _ expected: [Double]) {
        #expect(storage.count == expected.count)
        for (a, b) in zip(storage.array, expected) { #expect(abs(Double(a) - b) < 2e-5) }
    }

    @Test(arguments: [0, 1]) func pairsAgreeWithNumPy(_ place: Int) throws {
        let reference = try Reference.load(), end = reference.pairs[place]
        let factorizer = factorizer(.pairwise, reference, end)
        let rows = end.negatives.indices.map { $0 / end.negatives_each }
        let loss = factorizer.update(
            users: rows.map { reference.users[$0] }, positives: rows.map { reference.positives[$0] }, negatives: end.negatives)
        #expect(abs(loss - end.loss) < 1e-3)
        expectClose(factorizer.userFactors, end.user_factors)
        expectClose(factorizer.itemFactors, end.item_factors)
        expectClose(factorizer.itemBias, end.item_bias)
    }

    @Test func labelsAgreeWithNumPy() throws {
        let reference = try Reference.load(), end = reference.labels
        let factorizer = factorizer(.logistic, reference, end)
        let each = end.negatives_each + 1, rows = 0..<reference.users.count * each
        let items = rows.map { $0 % each == 0 ? reference.positives[$0 / each] : end.negatives[$0 / each * (each - 1) + $0 % each - 1] }
        let loss = factorizer.update(
            users: rows.map { reference.users[$0 / each] }, items: items, labels: rows.map { $0 % each == 0 ? 1 : 0 })
        #expect(abs(loss - end.loss) < 1e-3)
        expectClose(factorizer.userFactors, end.user_factors)
        expectClose(factorizer.itemFactors, end.item_factors)
        expectClose(factorizer.itemBias, end.item_bias)
        expectClose(factorizer.userBias, try #require(end.user_bias))
        expectClose(factorizer.bias, try #require(end.bias))
    }

    /// 4,097 positives: more than one block. User 0 has every item, so nothing can be learned from it.
    @Test func epochsTakeEveryPositiveOfThoseWhoHaveNegatives() {
        let users = (0..<4100).map { Int32($0 < 3 ? 0 : 1 + $0 % 500) }
        let items = (0..<4100).map { Int32($0 % 3) }
        var options = ImplicitFactorizer.Options()
        (options.factors, options.negatives) = (4, 2)
        for (loss, samples) in [(ImplicitFactorizer.Loss.pairwise, 2 * 4097), (.logistic, 3 * 4097)] {
            var options = options
            options.learningRate = 0.01
            let model = ImplicitFactorizer(
                loss, users: users.map { $0 }, items: items.enumerated().map { $0 < 3 ? $1 : $1 % 2 }, userCount: 501, itemCount: 3,
                options: options, seed: 5)
            #expect(model.positiveCount == 4097 && model.blocksPerEpoch == 2 && model.samplesPerEpoch == samples)
            model.begin(epoch: 1)
            var total = 0
            while let (count, loss) = model.next() {
                total += count
                #expect(loss.isFinite && loss > 0)
            }
            #expect(total == samples)
            #expect(model.next() == nil)
        }
    }
}
