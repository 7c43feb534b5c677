import Foundation
import Parameters
import Search
import Testing

/// What every sampler of the registry promises (`Sampler`).
@Suite struct SamplerContractTests {
    /// Bounds, steps, logs, lists, single values and nested conditions.
    private func spaces() throws -> [SearchSpace] {
        let numbers = try SearchSpace([
            SearchParameter("a", .uniform(-1, 2)), SearchParameter("b", .logUniform(1e-6, 1)),
            SearchParameter("c", .integer(-3, 12, step: 5)),
            SearchParameter("d", .integerLog(1, 1000)), SearchParameter("e", .uniform(0, 0.3, step: 0.1)),
            SearchParameter("f", .list([.int(1), .int(10), .int(100)])),
            SearchParameter("g", .categorical([.string("x"), .bool(true), .null])),
            SearchParameter("h", .uniform(4, 4)), SearchParameter("i", .list([.int(7)])),
        ])
        let finite = try SearchSpace([
            SearchParameter("a", .categorical([.int(0), .int(1)])),
            SearchParameter("b", .integer(0, 3), when: .init(parent: 0, choices: [0])),
            SearchParameter("c", .categorical([.int(0), .int(1)]), when: .init(parent: 0, choices: [1])),
            SearchParameter("d", .list([.int(1), .int(2), .int(4)]), when: .init(parent: 2, choices: [1])),
        ])
        return [numbers, finite] + TestFunction.all.map(\.space)
    }

    private func samplers(for space: SearchSpace, objectives: Int = 1) throws -> [any Sampler] {
        try SamplerRegistry.all.filter { $0.refusal(of: space, objectives: objectives) == nil }.map {
            try SamplerRegistry.make(.string($0.id))
        }
    }

    /// A history with everything that happens: failures, NaN, infinities, equal values, running and pruned trials, violations.
    private func history(_ space: SearchSpace, _ count: Int, directions: [Direction] = [.minimize]) -> History {
        var history = History(directions)
        for number in 0..<count {
            guard let point = RandomSampler().propose(number, in: space, after: history, seed: 9) else { continue }
            let value = (Double(number * 37 % 101) / 10).rounded()
            let values = directions.indices.map { $0 % 2 == 0 ? value : 10 - value }
            let trial =
                switch number % 12 {
                case 3: Trial(number, point, .failed)
                case 5: Trial(number, point, .running)
                case 7: Trial(number, point, .pruned, reports: [.init(epoch: 1, value: value), .init(epoch: 2, value: .nan)])
                case 8: Trial(number, point, .complete, values: directions.map { _ in .nan })
                case 9: Trial(number, point, .complete, values: directions.map { _ in number % 24 == 9 ? .infinity : -.infinity })
                case 10: Trial(number, point, .complete, values: values, violations: [number % 24 == 10 ? .nan : 0.5])
                default: Trial(number, point, .complete, values: values, violations: number % 2 == 0 ? [-1] : [])
                }
            history.record(trial)
        }
        return history
    }

    @Test func proposalsArePointsOfTheSpace() throws {
        for space in try spaces() {
            for sampler in try samplers(for: space) {
                for count in [0, 1, 5, 40] {
                    let past = history(space, count)
                    for number in [count, count + 3] {
                        guard let point = sampler.propose(number, in: space, after: past, seed: 1) else {
                            #expect(sampler is GridSampler)
                            continue
                        }
                        #expect(space.contains(point), "\(sampler) after \(count): \(point)")
                    }
                }
            }
        }
    }

    @Test func severalObjectives() throws {
        for space in try spaces() {
            for sampler in try samplers(for: space, objectives: 2) where !(sampler is GridSampler) {
                let past = history(space, 40, directions: [.minimize, .maximize])
                let point = try #require(sampler.propose(40, in: space, after: past, seed: 1))
                #expect(space.contains(point), "\(sampler)")
            }
        }
    }

    @Test func randomnessIsKeyedBySeedAndNumber() throws {
        for space in try spaces() where space.size == .infinite {
            for sampler in try samplers(for: space) {
                let past = history(space, 30)
                let first = sampler.propose(30, in: space, after: past, seed: 4)
                #expect(sampler.propose(30, in: space, after: past, seed: 4) == first, "\(sampler)")
                // A single trial may follow from the history alone.
                let differs = (30..<34).contains { number in
                    sampler.propose(number, in: space, after: past, seed: 5) != sampler.propose(number, in: space, after: past, seed: 4)
                }
                #expect(differs, "\(sampler)")
                // Later trials are not looked at.
                #expect(sampler.propose(30, in: space, after: history(space, 36), seed: 4) == first, "\(sampler)")
            }
        }
    }

    @Test func fortyThenFortyMoreAreEightyAtOnce() throws {
        for function in TestFunction.all.prefix(1) + TestFunction.all.suffix(1) {
            for sampler in try samplers(for: function.space) {
                let atOnce = function.search(sampler, trials: 24, seed: 3)
                let inTwo = function.search(sampler, trials: 24, seed: 3, from: function.search(sampler, trials: 12, seed: 3))
                #expect(atOnce == inTwo, "\(sampler)")
            }
        }
    }

    @Test func optionsAreDeclared() throws {
        guard case .tagged(let tag, let cases) = SamplerRegistry.parameterType else {
            Issue.record("the type of samplers is not tagged")
            return
        }
        #expect(tag == "name" && cases.map(\.id) == SamplerRegistry.all.map { $0.id } && Set(cases.map(\.id)).count == cases.count)
        #expect(throws: (any Error).self) { try SamplerRegistry.make(.string("nope")) }
        let declared = ParameterValue.record([("name", .string("tpe")), ("startup_trials", .int(3)), ("candidates", .int(5))])
        #expect(try SamplerRegistry.make(declared) is TPESampler)
    }
}
