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

    struct Setting: Sendable {
        var options: OptimizerOptions
        var decay = 0.0
        var clip: Double?
        var schedule = LearningRateSchedule.constant
    }

    /// The PyTorch calls of make.py in our words.
    static let settings: [String: Setting] = {
        var lazy = AdamOptions()
        lazy.learningRate = 0.01
        var dense = lazy, exact = lazy, sparse = lazy
        dense.embeddings = .dense
        exact.embeddings = .exact
        sparse.epsilon = 1e-12  // where ε goes is the one difference to SparseAdam
        var momentum = SGDOptions(), sgd = SGDOptions(), adagrad = AdaGradOptions(), initial = AdaGradOptions()
        sgd.learningRate = 0.1
        momentum.learningRate = 0.1
        momentum.momentum = 0.9
        adagrad.learningRate = 0.1
        initial.learningRate = 0.1
        initial.initialAccumulator = 0.1
        var cosine = LearningRateSchedule()
        cosine.shape = .cosine
        cosine.totalEpochs = 1
        cosine.finalFraction = 0.1
        return [
            "adam": Setting(options: .adam(lazy)), "adam-decay": Setting(options: .adam(lazy), decay: 0.1),
            "adam-clip": Setting(options: .adam(lazy), decay: 0.1, clip: 2),
            "adam-cosine": Setting(options: .adam(lazy), schedule: cosine),
            "adam-dense": Setting(options: .adam(dense)), "adam-dense-decay": Setting(options: .adam(dense), decay: 0.1, clip: 2),
            "adam-lazy": Setting(options: .adam(sparse)), "adam-exact": Setting(options: .adam(exact)),
            "adam-exact-decay": Setting(options: .adam(exact), decay: 0.1, clip: 2),
            "adam-exact-cosine": Setting(options: .adam(exact), schedule: cosine),
            "adamw": Setting(options: .adamw(lazy), decay: 0.1), "adamw-clip": Setting(options: .adamw(lazy), decay: 0.1, clip: 2),
            "adamw-dense": Setting(options: .adamw(dense), decay: 0.1),
            "adamw-exact": Setting(options: .adamw(exact), decay: 0.1, clip: 2, schedule: cosine),
            "sgd": Setting(options: .sgd(sgd)), "sgd-decay": Setting(options: .sgd(sgd), decay: 0.1, clip: 2),
            "sgd-momentum": Setting(options: .sgd(momentum), decay: 0.01), "sgd-rows": Setting(options: .sgd(sgd)),
            "sgd-momentum-rows": Setting(options: .sgd(momentum), decay: 0.01, clip: 2),
            "adagrad": Setting(options: .adagrad(adagrad), decay: 0.01, clip: 2), "adagrad-initial": Setting(options: .adagrad(initial)),
            "adagrad-rows": Setting(options: .adagrad(adagrad)),
        ]
    }()

    @Test func tenStepsAgreeWithPyTorch() throws {
        let fixture = try LayersFixture.load(Fixture.self, "pytorch")
        #expect(Set(fixture.cases.map(\.name)) == Set(Self.settings.keys))
        for expected in fixture.cases {
            let setting = try #require(Self.settings[expected.name])
            let result = expected.sparse == "none" ? dense(setting, fixture) : table(setting, fixture)
            let worst = zip(result, expected.result).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .infinity
            #expect(worst < 1e-6, "\(expected.name): \(worst)")
        }
    }

    private func optimizer(_ setting: Setting, _ network: Network) -> Optimizer {
        let optimizer = Optimizer(
            setting.options, weightDecay: setting.decay, clip: setting.clip, schedule: setting.schedule, network: network)
        optimizer.beginEpoch(1, steps: 10)
        return optimizer
    }

    /// A 6 × 19 linear weight whose gradient is set by hand.
    private func dense(_ setting: Setting, _ fixture: Fixture) -> [Float] {
        let network = Network(capacity: 1, weights: WeightStore(seed: 1), isTraining: true)
        _ = network.linear("w", Tensor(rows: 1, columns: Self.columns), outputs: Self.rows)
        let weight = network.parameters[0].tensor
        weight.storage.assign(fixture.start)
        let optimizer = optimizer(setting, network)
        for gradient in fixture.gradients {
            weight.gradientStorage.assign(gradient)
            optimizer.takeStep()
        }
        return weight.storage.array
    }

    /// A table whose rows get gradient g through a product with rows of ones.
    private func table(_ setting: Setting, _ fixture: Fixture) -> [Float] {
        let network = Network(capacity: 3, weights: WeightStore(seed: 1), isTraining: true)
        let rows = RowsUnderTest(network, rows: Self.rows, columns: Self.columns, start: fixture.start)
        let optimizer = optimizer(setting, network)
        for (gradient, touched) in zip(fixture.gradients, fixture.touched) {
            rows.backward(touched.map { ($0, Array(gradient[$0 * Self.columns..<($0 + 1) * Self.columns])) })
            optimizer.takeStep()
        }
        optimizer.endEpoch()
        return rows.table.storage.array
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

    /// With clipping the norm of a gradient that is no number is seen before anything moves.
    @Test(arguments: [Float.nan, .infinity]) func aGradientThatIsNoNumberIsRefusedAndNamed(value: Float) throws {
        let network = Network(capacity: 2, weights: WeightStore(seed: 1), isTraining: true)
        let rows = RowsUnderTest(network, rows: 3, columns: 2, start: [1, 2, 3, 4, 5, 6])
        _ = network.project("p", Tensor(rows: 2, columns: 2))
        let optimizer = Optimizer(.adam(AdamOptions()), clip: 1, network: network)
        rows.backward([(2, [0, value])])
        #expect(!optimizer.takeStep() && optimizer.step == 0)
        #expect(rows.table.storage.array == [1, 2, 3, 4, 5, 6])
        #expect(network.firstNonFinite(rows: 2)?.description == "the gradient of embedding 'u' is \(value) at [2, 1]")
        network.clearGradients()
        network.parameters[0].tensor.gradientStorage.assign([0, value])
        #expect(!optimizer.takeStep())
        #expect(network.firstNonFinite(rows: 2)?.description == "the gradient of weight 'p.weight' is \(value) at [0, 1]")
    }

    @Test func optionsRoundTripThroughParameters() {
        for setting in Self.settings.values {
            #expect(OptimizerOptions(parameterValue: setting.options.parameterValue) == setting.options)
            #expect(LearningRateSchedule(parameterValue: setting.schedule.parameterValue) == setting.schedule)
        }
    }
}
