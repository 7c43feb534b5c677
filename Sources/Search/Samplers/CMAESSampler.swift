import Randomness

/// CMA-ES: a normal distribution that moves and turns towards better trials. Good on many numbers that interact, with some hundred trials
/// or more. Generations are trials 0..<λ, λ..<2λ and so on, and its state is found by following them: nothing but the history is kept.
///
/// Numbers are coordinates of the unit cube; draws outside are repeated, then clipped. A choice has one coordinate for each of its values,
/// the largest wins. Discrete numbers whose spread has fallen below a step still take one now and then.
public struct CMAESSampler: Sampler {
    public static let id = "cma-es"
    public static let summary = "covariance matrix adaptation: for many numbers that interact, and hundreds of trials"

    public init(_ options: NoOptions = NoOptions()) {}

    public static func refusal(of space: SearchSpace, objectives: Int) -> String? {
        objectives > 1 ? "cma-es has one objective: use tpe or gp for several" : nil
    }

    public func propose(_ number: Int, in space: SearchSpace, after history: History, seed: UInt64) -> Assignment? {
        let encoding = UnitEncoding(space)
        var state = CovarianceAdaptation(dimensions: encoding.dimensions)
        let losses = CMAESSampler.losses(history, before: number)
        for generation in 0..<(number / state.population) {
            let members = (generation * state.population)..<((generation + 1) * state.population)
            let found = members.compactMap { member in losses[member].map { (member, $0.point, $0.loss) } }
            let ranked = found.sorted { ($0.2, $0.0) < ($1.2, $1.0) }.map { member, point, _ in
                let drawn = CMAESSampler.draw(member, state, encoding, seed)
                // A trial that somebody else proposed counts with its own point.
                return CMAESSampler.assignment(drawn, encoding) == point ? drawn : encoding.vector(point)
            }
            state.update(ranked)
        }
        return CMAESSampler.assignment(CMAESSampler.draw(number, state, encoding, seed), encoding)
    }

    /// Infeasible trials rank after feasible ones by their violation, failed ones last.
    private static func losses(_ history: History, before number: Int) -> [Int: (point: Assignment, loss: Double)] {
        var losses: [Int: (Assignment, Double)] = [:]
        for trial in history.trials where trial.number < number {
            switch history.state(of: trial) {
            case .running: continue
            case .failed: losses[trial.number] = (trial.assignment, .infinity)
            case .complete: losses[trial.number] = (trial.assignment, history.directions[0].loss(trial.values[0]))
            case .pruned:
                let last = trial.reports.last?.value ?? .nan
                losses[trial.number] = (trial.assignment, last.isNaN ? .infinity : history.directions[0].loss(last))
            }
            if trial.violation > 0, let entry = losses[trial.number] {
                losses[trial.number] = (entry.0, Double.greatestFiniteMagnitude * (1 - 1 / (2 + trial.violation)))
            }
        }
        return losses.filter { $0.value.0.codes.count > 0 }
    }

    private static func draw(_ number: Int, _ state: CovarianceAdaptation, _ encoding: UnitEncoding, _ seed: UInt64) -> [Double] {
        var stream = RandomStream(seed: seed, purpose: "search.cma-es", position: UInt64(number))
        var point: [Double] = []
        for _ in 0..<20 {
            point = state.point((0..<state.dimensions).map { _ in stream.normal() })
            if point.allSatisfy({ $0 >= 0 && $0 <= 1 }) { break }
        }
        point = point.map { $0.isFinite ? min(max($0, 0), 1) : 0.5 }
        for (parameter, coordinates) in encoding.groups {
            guard let number = encoding.space.parameters[parameter].distribution.numeric, let count = number.count else { continue }
            let chance = stream.uniform(), coordinate = coordinates.lowerBound
            guard state.deviation(coordinate) < 0.5 / Double(count), chance < 0.2 else { continue }
            point[coordinate] = min(max(point[coordinate] + (chance < 0.1 ? -1 : 1) / Double(count), 0), 1)
        }
        return point
    }

    private static func assignment(_ point: [Double], _ encoding: UnitEncoding) -> Assignment {
        let groups = Dictionary(uniqueKeysWithValues: encoding.groups.map { ($0.parameter, $0.coordinates) })
        return encoding.space.assignment { index, distribution in
            guard let coordinates = groups[index] else { return distribution.code(at: 0) }
            if let number = distribution.numeric { return number.value(atUnit: point[coordinates.lowerBound]) }
            return Double(coordinates.reduce(coordinates.lowerBound) { point[$1] > point[$0] ? $1 : $0 } - coordinates.lowerBound)
        }
    }
}
