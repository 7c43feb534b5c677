import Layers
import Parameters
import Tensor
import Testing

/// Fixtures/schedules.json was written by Fixtures/make.py: rates of PyTorch's schedulers.
private struct ScheduleFixture: Decodable {
    let stepsPerEpoch: Int
    let rates: [String: [Double]]
}

@Suite struct ScheduleTests {
    static let settings: [String: LearningRateSchedule] = {
        func make(_ shape: LearningRateSchedule.Shape, _ change: (inout LearningRateSchedule) -> Void) -> LearningRateSchedule {
            var schedule = LearningRateSchedule()
            schedule.shape = shape
            change(&schedule)
            return schedule
        }
        let six = { (schedule: inout LearningRateSchedule, warmup: Int) in
            (schedule.totalEpochs, schedule.finalFraction, schedule.warmupSteps) = (6, 0.1, warmup)
        }
        return [
            "constant": make(.constant) { $0.warmupSteps = 4 }, "step": make(.step) { ($0.every, $0.factor) = (2, 0.1) },
            "exponential": make(.exponential) { $0.factor = 0.95 }, "linear": make(.linear) { six(&$0, 0) },
            "linear-warmup": make(.linear) { six(&$0, 4) }, "cosine": make(.cosine) { six(&$0, 0) },
            "cosine-warmup": make(.cosine) { six(&$0, 4) },
        ]
    }()

    @Test func ratesAgreeWithPyTorch() throws {
        let fixture = try LayersFixture.load(ScheduleFixture.self, "schedules")
        #expect(Set(fixture.rates.keys) == Set(Self.settings.keys))
        #expect(Set(Self.settings.values.map(\.shape)) == Set(LearningRateSchedule.Shape.allCases))
        for (name, rates) in fixture.rates {
            let schedule = try #require(Self.settings[name])
            for (index, expected) in rates.enumerated() {
                let rate = schedule.factor(
                    step: Int64(index + 1), epoch: index / fixture.stepsPerEpoch + 1, stepsPerEpoch: fixture.stepsPerEpoch)
                #expect(abs(rate - expected) < 1e-9, "\(name), step \(index + 1): \(rate), not \(expected)")
            }
        }
    }

    /// Beyond its end a decay stays where it ended.
    @Test(arguments: ["linear", "cosine-warmup"]) func decayEnds(name: String) throws {
        let schedule = try #require(Self.settings[name])
        for step in [31, 32, 1000] as [Int64] {
            #expect(abs(schedule.factor(step: step, epoch: Int(step - 1) / 5 + 1, stepsPerEpoch: 5) - 0.1) < 1e-12)
        }
    }

    @Test func parametersRoundTrip() {
        for schedule in Self.settings.values {
            let read = LearningRateSchedule(parameterValue: schedule.parameterValue)
            #expect(read?.parameterValue == schedule.parameterValue)
        }
        #expect(LearningRateSchedule(parameterValue: .record([("name", .string("sine"))])) == nil)
    }

    /// Plain gradient descent with gradient 1 moves by the learning rate.
    @Test func theOptimizerFollowsIt() throws {
        let network = Network(capacity: 1, weights: WeightStore(seed: 1), isTraining: true)
        _ = network.project("p", Tensor(rows: 1, columns: 1))
        var options = SGDOptions()
        options.learningRate = 0.5
        let schedule = try #require(Self.settings["step"])
        let optimizer = Optimizer(.sgd(options), schedule: schedule, network: network)
        let weight = network.parameters[0].tensor
        var moves: [Float] = []
        for epoch in 1...4 {
            optimizer.beginEpoch(epoch, steps: 1)
            weight.storage.assign([0])
            weight.gradientStorage.assign([1])
            optimizer.takeStep()
            moves.append(-weight.storage.array[0])
            #expect(abs(optimizer.learningRate - Double(moves[epoch - 1])) < 1e-7)
        }
        #expect(moves == [0.5, 0.5, 0.05, 0.05])
    }
}
