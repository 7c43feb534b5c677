import Diagnostics
import Models
import Parameters
import Testing

/// A choice of optimizer, schedule and what goes with them, for any model that is trained by gradient.
struct OptimizerChoice: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let changes: [(String, ParameterValue)]

    init(_ name: String, _ optimizer: [(String, ParameterValue)], _ others: [(String, ParameterValue)] = []) {
        testDescription = name
        changes = [("optimizer", .record(optimizer))] + others
    }

    static func schedule(_ name: String, _ fields: [(String, ParameterValue)] = []) -> (String, ParameterValue) {
        ("schedule", .record([("name", .string(name))] + fields))
    }

    static let decay = ("weight_decay", ParameterValue.double(0.01)), clip = ("clip_gradient", ParameterValue.double(0.5))
    static let long: [(String, ParameterValue)] = [("total_epochs", .int(4)), ("final_fraction", .double(0.1)), ("warmup_steps", .int(3))]

    /// Every optimizer, every schedule.
    static let all: [OptimizerChoice] = [
        OptimizerChoice("adam lazy, cosine", adam("lazy"), [schedule("cosine", long), decay]),
        OptimizerChoice("adam dense, linear", adam("dense"), [schedule("linear", long), clip]),
        OptimizerChoice("adam exact, constant", adam("exact"), [schedule("constant", [("warmup_steps", .int(5))])]),
        OptimizerChoice(
            "adam exact with L2, step", adam("exact"), [schedule("step", [("every", .int(2)), ("factor", .double(0.1))]), decay]),
        OptimizerChoice("adamw exact, exponential", adam("exact", "adamw"), [schedule("exponential", [("factor", .double(0.8))]), decay]),
        OptimizerChoice("sgd with momentum", [("name", .string("sgd")), ("momentum", .double(0.9))], [schedule("cosine", long), clip]),
        OptimizerChoice("adagrad", [("name", .string("adagrad")), ("initial_accumulator", .double(0.1))], [decay]),
    ]

    static func adam(_ embeddings: String, _ name: String = "adam", rate: Double = 0.01) -> [(String, ParameterValue)] {
        [("name", .string(name)), ("learning_rate", .double(rate)), ("embeddings", .string(embeddings))]
    }
}

/// That each training option does what it says, in every model that declares it.
@Suite struct TrainingOptionTests {
    static let models = ModelRegistry.all.filter { $0.fields.contains { $0.name == "optimizer" } }.map { Listed(definition: $0) }

    static func declaring(_ field: String) -> [Listed] { models.filter { $0.definition.fields.contains { $0.name == field } } }
    /// Models of (user, item) batches, whose embeddings have rows that a batch does not name; through a graph every row has a gradient.
    static let pairModels = declaring("negatives")

    private func make(_ listed: Listed, _ changes: [(String, ParameterValue)], seed: UInt64 = 77) throws -> any TrainableModel {
        try ModelSamples.make(listed.definition, ModelSamples.parameters(listed.definition, changes), seed: seed)
    }

    private func train(_ model: any TrainableModel, _ epochs: ClosedRange<Int>) throws -> [EpochReport] {
        try epochs.map { try model.trainEpoch($0) { _ in } }
    }

    private func trained(_ listed: Listed, _ changes: [(String, ParameterValue)], epochs: Int = 2, seed: UInt64 = 77) throws -> [[Float]] {
        let model = try make(listed, changes, seed: seed)
        _ = try train(model, 1...epochs)
        return floats(model)
    }

    /// What is trained, without the optimizer's moments and without what `weights()` derives from it.
    private func floats(_ model: any TrainableModel) -> [[Float]] {
        model.state().filter { !$0.name.hasPrefix("optimizer.") }.map { tensor in
            if case .float(let values) = tensor.values { return values }
            return []
        }
    }

    private func distance(_ a: [[Float]], _ b: [[Float]]) -> Float {
        zip(a, b).map { zip($0, $1).map { abs($0 - $1) }.max() ?? 0 }.max() ?? .infinity
    }

    private func norm(_ weights: [[Float]]) -> Float { weights.joined().reduce(0) { $0 + $1 * $1 }.squareRoot() }

    @Test(arguments: models, OptimizerChoice.all) func stateIsAllThatGoesOn(_ listed: Listed, _ choice: OptimizerChoice) throws {
        let whole = try make(listed, choice.changes), first = try make(listed, choice.changes), second = try make(listed, choice.changes)
        let rates = try train(whole, 1...4).map(\.learningRate)
        _ = try train(first, 1...2)
        _ = try train(second, 1...1)
        try second.restore(first.state())
        #expect(try train(second, 3...4).map(\.learningRate) == Array(rates[2...]))
        #expect(second.state() == whole.state())
    }

    /// An operation that reads rows without `prepare`, or a loop that forgets `endEpoch`, shows here.
    /// Not of models whose every batch reads every row.
    @Test(arguments: models.filter { $0.definition.id != NCFProfile.id }, [0, 0.01]) func exactAdamIsDenseAdam(
        _ listed: Listed, decay: Double
    ) throws {
        let change = ("weight_decay", ParameterValue.double(decay))
        for name in ["adam", "adamw"] {
            let small = ("batch_size", ParameterValue.int(4))
            let variants = try ["exact", "dense", "lazy"].map {
                try trained(listed, [("optimizer", .record(OptimizerChoice.adam($0, name))), change, small])
            }
            #expect(distance(variants[0], variants[1]) < 1e-4, "\(name)")
            let isPairModel = Self.pairModels.contains { $0.definition.id == listed.definition.id }
            let hasUntouchedRows = isPairModel || listed.definition.documents != .none
            #expect((distance(variants[2], variants[1]) > 1e-3) == hasUntouchedRows, "\(name): lazy is something else")
        }
    }

    @Test(arguments: models) func theRateFollowsTheScheduleAndIsReported(_ listed: Listed) throws {
        let plain = [("optimizer", ParameterValue.record(OptimizerChoice.adam("lazy")))]
        let drops = [OptimizerChoice.schedule("step", [("every", .int(1)), ("factor", .double(0.5))])]
        #expect(try train(try make(listed, plain), 1...3).map(\.learningRate) == [0.01, 0.01, 0.01])
        #expect(try train(try make(listed, plain + drops), 1...3).map(\.learningRate) == [0.01, 0.005, 0.0025])
        let weights = try (1...2).map { (try trained(listed, plain, epochs: $0), try trained(listed, plain + drops, epochs: $0)) }
        #expect(weights[0].0 == weights[0].1 && weights[1].0 != weights[1].1)
    }

    @Test(arguments: models) func aWarmUpLongerThanTheScheduleIsRefused(_ listed: Listed) throws {
        let change = OptimizerChoice.schedule("cosine", [("total_epochs", .int(2)), ("warmup_steps", .int(100_000))])
        let failure = #expect(throws: Failure.self) { try make(listed, [change]) }
        #expect(failure?.code == .invalidInput && failure?.description.contains("warms up for 100000 steps") == true)
    }

    @Test(arguments: declaring("weight_decay")) func weightDecayShrinksWeights(_ listed: Listed) throws {
        for optimizer in [OptimizerChoice.adam("lazy"), OptimizerChoice.adam("lazy", "adamw"), [("name", .string("sgd"))]] {
            let base = [("optimizer", ParameterValue.record(optimizer))]
            let free = try trained(listed, base, epochs: 5)
            let decayed = try trained(listed, base + [("weight_decay", .double(1))], epochs: 5)
            #expect(norm(decayed) < 0.95 * norm(free))
        }
    }

    /// Plain descent with clipping moves by at most rate × limit a step.
    @Test(arguments: declaring("clip_gradient")) func clippingLimitsEveryStep(_ listed: Listed) throws {
        let sgd = ("optimizer", ParameterValue.record([("name", .string("sgd")), ("learning_rate", .double(1))]))
        let start = floats(try make(listed, [sgd]))
        let model = try make(listed, [sgd, ("clip_gradient", .double(1e-4)), ("batch_size", .int(1_000_000))])
        _ = try train(model, 1...1)
        let moved = zip(start, floats(model)).map { zip($0, $1).map { $0 - $1 } }
        #expect(norm(moved) > 0 && norm(moved) <= 1.05e-4, "one step of at most 1e-4, not \(norm(moved))")
    }

    @Test(arguments: models) func seedsDecideTheResult(_ listed: Listed) throws {
        #expect(try trained(listed, [], seed: 1) == trained(listed, [], seed: 1))
        #expect(try trained(listed, [], seed: 1) != trained(listed, [], seed: 2))
    }

    @Test(arguments: models) func dropoutChangesTrainingAndNotScoring(_ listed: Listed) throws {
        guard listed.definition.fields.contains(where: { $0.name == "dropout" }) else { return }
        #expect(try trained(listed, [("dropout", .double(0.5))]) != trained(listed, []))
        let model = try make(listed, [("dropout", .double(0.5))])
        let scores = try (0..<2).map { _ in try model.makeScorer().score(users: [0, 1], items: [2, 3]) }
        #expect(scores[0] == scores[1])
    }
}
