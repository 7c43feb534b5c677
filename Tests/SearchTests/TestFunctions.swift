import Foundation
import Parameters
import Search

/// The functions on which samplers are compared, minimised; formulas in `Fixtures/make.py` and the sources named here.
struct TestFunction: Sendable {
    let name: String
    let space: SearchSpace
    let value: @Sendable ([String: ParameterValue]) -> Double

    func callAsFunction(_ assignment: Assignment) -> Double {
        value(Dictionary(uniqueKeysWithValues: space.values(of: assignment)))
    }

    /// Runs a sampler one trial at a time.
    func search(_ sampler: some Sampler, trials: Int, seed: UInt64, from history: History = History()) -> History {
        var history = history
        for number in history.trials.count..<trials {
            guard let point = sampler.propose(number, in: space, after: history, seed: seed) else { break }
            history.record(Trial(number, point, .complete, values: [self(point)]))
        }
        return history
    }

    func assignment(of row: FixtureRow) -> Assignment? {
        var values: [String: ParameterValue] = [:]
        for (parameter, entry) in zip(space.parameters, row) {
            switch entry {
            case .word(let word): values[parameter.name] = .string(word)
            case .number(let number): values[parameter.name] = .double(number)
            case nil: break
            }
        }
        return space.assignment(of: values)
    }

    static let all: [TestFunction] = [branin, hartmann6, rosenbrock8, mixed].compactMap { $0 }

    static func named(_ name: String) -> TestFunction? { all.first { $0.name == name } }
}

private func number(_ values: [String: ParameterValue], _ name: String) -> Double {
    values[name].flatMap(Double.init(parameterValue:)) ?? .nan
}

/// Branin 1972; minimum .397887.
private let branin = try? TestFunction(
    name: "branin", space: SearchSpace([SearchParameter("x1", .uniform(-5, 10)), SearchParameter("x2", .uniform(0, 15))]),
    value: { values in
        let x = number(values, "x1"), y = number(values, "x2")
        let hill = y - 5.1 / (4 * Double.pi * Double.pi) * x * x + 5 / Double.pi * x - 6
        return hill * hill + 10 * (1 - 1 / (8 * Double.pi)) * cos(x) + 10
    })

/// Hartmann 1973; minimum −3.32237.
private let hartmann6 = try? TestFunction(
    name: "hartmann6", space: SearchSpace((1...6).map { SearchParameter("x\($0)", .uniform(0, 1)) }),
    value: { values in
        let x = (1...6).map { number(values, "x\($0)") }
        var sum = 0.0
        for peak in 0..<4 {
            var distance = 0.0
            for index in 0..<6 {
                let offset: Double = x[index] - 1e-4 * centres[peak][index]
                distance += steepness[peak][index] * offset * offset
            }
            sum -= heights[peak] * exp(-distance)
        }
        return sum
    })

private let heights = [1, 1.2, 3, 3.2]
private let steepness: [[Double]] = [
    [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14],
]
private let centres: [[Double]] = [
    [1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991], [2348, 1451, 3522, 2883, 3047, 6650],
    [4047, 8828, 8732, 5743, 1091, 381],
]

/// Rosenbrock 1960 in 8 dimensions; minimum 0.
private let rosenbrock8 = try? TestFunction(
    name: "rosenbrock8", space: SearchSpace((1...8).map { SearchParameter("x\($0)", .uniform(-5, 10)) }),
    value: { values in
        let x = (1...8).map { number(values, "x\($0)") }
        return zip(x, x.dropFirst()).reduce(0.0) { sum, pair in
            let bend: Double = pair.1 - pair.0 * pair.0, rest: Double = 1 - pair.0
            return sum + 100 * bend * bend + rest * rest
        }
    })

/// Three models with their own hyperparameters; minimum .20.
private let mixed = try? TestFunction(
    name: "mixed",
    space: SearchSpace([
        SearchParameter("model", .categorical([.string("mf"), .string("gnn"), .string("seq")])),
        SearchParameter("lr", .logUniform(1e-5, 1e-1)),
        SearchParameter("dim", .integerLog(8, 512)),
        SearchParameter("reg", .logUniform(1e-8, 1e-1)),
        SearchParameter("layers", .integer(1, 6), when: .init(parent: 0, choices: [1])),
        SearchParameter("dropout", .uniform(0, 0.8), when: .init(parent: 0, choices: [1])),
        SearchParameter("heads", .categorical([.int(1), .int(2), .int(4), .int(8)]), when: .init(parent: 0, choices: [2])),
        SearchParameter("maxlen", .integer(10, 200, step: 10), when: .init(parent: 0, choices: [2])),
        SearchParameter("dropout_seq", .uniform(0, 0.8), when: .init(parent: 0, choices: [2])),
    ]),
    value: { values in
        func square(_ x: Double) -> Double { x * x }
        let best: (base: Double, rate: Double, dimension: Double)
        var extra = 0.0
        switch values["model"] {
        case .string("gnn"):
            best = (0.22, -3, 7)
            extra = 0.03 * square(number(values, "layers") - 3) + 0.5 * square(number(values, "dropout") - 0.1)
        case .string("seq"):
            best = (0.20, -3.5, 7)
            extra = [1: 0.06, 2: 0, 4: 0.02, 8: 0.08][Int(number(values, "heads"))] ?? .nan
            extra += 0.02 * square((number(values, "maxlen") - 50) / 30) + 0.5 * square(number(values, "dropout_seq") - 0.2)
        default: best = (0.30, -2, 6)
        }
        return best.base + 0.04 * square(log10(number(values, "lr")) - best.rate)
            + 0.02 * square(log2(number(values, "dim")) - best.dimension) + 0.005 * square(log10(number(values, "reg")) + 4) + extra
    })
