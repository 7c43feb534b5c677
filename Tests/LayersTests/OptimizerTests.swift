import Foundation
import Layers
import Tensor
import Testing

/// Fixtures/pytorch.json was written by Fixtures/make.py.
private struct Fixture: Decodable {
    struct Case: Decodable {
        let name: String
        let sparse: String
        let result: [Float]
    }
    let start: [Float]
    let gradients: [[Float]]
    let touched: [[Int]]
    let cases: [Case]
}

@Suite struct OptimizerTests {
    static let rows = 6, columns = 19

    static let settings: [String: (OptimizerOptions, Double)] = {
        var adam = AdamOptions(), lazyAdam = AdamOptions(), denseAdam = AdamOptions()
        var momentum = SGDOptions(), sgd = SGDOptions(), adagrad = AdaGradOptions()
        adam.learningRate = 0.01
        lazyAdam.learningRate = 0.01
        lazyAdam.epsilon = 1e-12  // where ε goes is the one difference to SparseAdam
        denseAdam.learningRate = 0.01
        denseAdam.embeddings = .dense
        sgd.learningRate = 0.1
        momentum.learningRate = 0.1
        momentum.momentum = 0.9
        adagrad.learningRate = 0.1
        return [
            "adam": (.adam(adam), 0), "adam-decay": (.adam(adam), 0.1), "adam-dense": (.adam(denseAdam), 0),
            "adam-lazy": (.adam(lazyAdam), 0),
            "sgd": (.sgd(sgd), 0), "sgd-momentum": (.sgd(momentum), 0.01), "sgd-rows": (.sgd(sgd), 0),
            "adagrad": (.adagrad(adagrad), 0.01), "adagrad-rows": (.adagrad(adagrad), 0),
        ]
    }()

    @Test func tenStepsAgreeWithPyTorch() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/pytorch.json")
        let fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
        #expect(Set(fixture.cases.map(\.name)) == Set(Self.settings.keys))
        for expected in fixture.cases {
            let (options, decay) = try #require(Self.settings[expected.name])
            let result = expected.sparse == "none" ? dense(options, decay, fixture) : table(options, decay, fixture)
            let worst = zip(result, expected.result).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .infinity
            #expect(worst < 1e-6, "\(expected.name): \(worst)")
        }
    }

    /// A 6 × 19 linear weight whose gradient is set by hand.
    private func dense(_ options: OptimizerOptions, _ decay: Double, _ fixture: Fixture) -> [Float] {
        let network = Network(capacity: 1, weights: WeightStore(seed: 1), isTraining: true)
        _ = network.linear("w", Tensor(rows: 1, columns: Self.columns), outputs: Self.rows)
        let weight = network.parameters[0].tensor
        weight.storage.assign(fixture.start)
        let optimizer = Optimizer(options, weightDecay: decay, network: network)
        for gradient in fixture.gradients {
            weight.gradientStorage.assign(gradient)
            optimizer.takeStep()
        }
        return weight.storage.array
    }

    /// A table whose rows get gradient g through a product with rows of ones.
    private func table(_ options: OptimizerOptions, _ decay: Double, _ fixture: Fixture) -> [Float] {
        let network = Network(capacity: 3, weights: WeightStore(seed: 1), isTraining: true)
        let users = network.table("u", rows: Self.rows, columns: Self.columns, deviation: 1)
        let items = EmbeddingTable(rows: 1, columns: Self.columns, maxTouched: 3)
        items.storage.assign([Float](repeating: 1, count: Self.columns))
        users.storage.assign(fixture.start)
        let product = GatherMultiply(users, network.users, items, network.items)
        let optimizer = Optimizer(options, weightDecay: decay, network: network)
        for (gradient, touched) in zip(fixture.gradients, fixture.touched) {
            network.users.assign(touched.map { Int32($0) })
            product.output.gradientStorage.assign(touched.flatMap { gradient[$0 * Self.columns..<($0 + 1) * Self.columns] })
            product.backward(rows: touched.count)
            optimizer.takeStep()
            items.clearGradient()
        }
        return users.storage.array
    }

    /// |g| = 5 clipped to 1: the step is that of g / 5.
    @Test func clippingBoundsTheWholeGradient() {
        let network = Network(capacity: 1, weights: WeightStore(seed: 1), isTraining: true)
        _ = network.project("p", Tensor(rows: 1, columns: 2))
        var options = SGDOptions()
        options.learningRate = 1
        let optimizer = Optimizer(.sgd(options), clip: 1, network: network)
        let (weight, bias) = (network.parameters[0].tensor, network.parameters[1].tensor)
        weight.storage.assign([0, 0])
        weight.gradientStorage.assign([3, 0])
        bias.gradientStorage.assign([4])
        optimizer.takeStep()
        #expect(abs(weight.storage.array[0] + 0.6) < 1e-6 && abs(bias.storage.array[0] + 0.8) < 1e-6)
    }

    @Test func optionsRoundTripThroughParameters() {
        for (options, _) in Self.settings.values { #expect(OptimizerOptions(parameterValue: options.parameterValue) == options) }
    }
}
