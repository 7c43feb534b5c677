import Parameters

/// Tree-structured Parzen estimator: draws from a density l of the good trials and takes the draw where l / g is highest, g the density
/// of the others. The recipe, to the last random number, is Optuna's (5.0, with stable sorting): a sweep that runs one trial at a time
/// proposes what Optuna proposes with the same seed.
///
/// The first `startup_trials` finished trials are random. Random numbers come from two generators whose positions follow from the trials
/// before (`TPEPlan`), so that an interrupted sweep goes on as if it had not been.
///
/// Source: Bergstra, Bardenet, Bengio, Kégl 2011, "Algorithms for hyper-parameter optimization"; Watanabe 2023, arXiv:2304.11127.
public struct TPESampler: Sampler {
    public static let id = "tpe"
    public static let summary = "tree-structured Parzen estimator: draws where good trials are dense and others are not"

    public struct Options: ParameterRecord {
        public var startupTrials = 10
        public var candidates = 24
        public var grouping: String? = nil

        public init() {}

        public static let fields: [Field<Options>] = [
            Field("startup_trials", \.startupTrials, in: 1...10_000, "random trials before the model is used"),
            Field("candidates", \.candidates, in: 1...10_000, "draws of which the best is proposed"),
            Field(
                "grouping", \.grouping, type: .optional(.choice(TPEPlan.Grouping.allCases.map(\.rawValue))),
                "parameters modelled together: joint (those that all trials have), independent, group (each branch of a conditional "
                    + "space); joint for one objective, independent for several"),
        ]
    }

    private let options: Options

    public init(_ options: Options = Options()) { self.options = options }

    public func propose(_ number: Int, in space: SearchSpace, after history: History, seed: UInt64) -> Assignment? {
        let chosen = options.grouping.flatMap(TPEPlan.Grouping.init) ?? (history.directions.count == 1 ? .joint : .independent)
        var plan = TPEPlan(
            space: space, grouping: chosen, startupTrials: options.startupTrials, candidates: options.candidates)
        for trial in history.trials {
            if trial.number >= number { break }
            plan.pass(trial, history.state(of: trial))
        }
        var generator = MersenneTwister(seed: UInt32(truncatingIfNeeded: seed ^ (seed >> 32)))
        generator.skip(plan.isStartup ? plan.randomDraws : plan.modelDraws)
        if plan.isStartup { return space.assignment { _, distribution in TPESampler.random(distribution, &generator) } }
        var models = TPEModels(space, history, TrialSplit(history, before: number), options.candidates, generator)
        var joint: [Int: Double] = [:]
        for group in plan.jointGroups { joint.merge(zip(group, models.propose(group))) { $1 } }
        return space.assignment { index, distribution in
            if let code = joint[index] { return code }
            return distribution.isSingle ? distribution.code(at: 0) : models.propose([index])[0]
        }
    }

    private static func random(_ distribution: Distribution, _ generator: inout MersenneTwister) -> Double {
        if distribution.isSingle { return distribution.code(at: 0) }
        if let number = distribution.numeric { return number.value(atUnit: generator.uniform()) }
        var best = (choice: 0, draw: -1.0)
        for choice in 0..<(distribution.count ?? 1) {
            let draw = generator.uniform()
            if draw > best.draw { best = (choice, draw) }
        }
        return Double(best.choice)
    }
}

/// The densities of good and other trials over any of the parameters, and the draw that separates them best.
struct TPEModels {
    private let space: SearchSpace
    private let history: History
    private let split: TrialSplit
    private let candidates: Int
    private var generator: MersenneTwister

    init(_ space: SearchSpace, _ history: History, _ split: TrialSplit, _ candidates: Int, _ generator: MersenneTwister) {
        self.space = space
        self.history = history
        self.split = split
        self.candidates = candidates
        self.generator = generator
    }

    /// Codes for the parameters of a group, modelled together from the trials that have all of them. With several objectives the good
    /// trials weigh the same whatever their age.
    mutating func propose(_ group: [Int]) -> [Double] {
        let distributions = group.map { space.parameters[$0].distribution }
        let good = columns(group, split.below)
        let even = history.directions.count > 1 ? Array(repeating: 1.0, count: good[0].count) : nil
        let below = ParzenEstimator(distributions, columns: good, weights: even)
        let above = ParzenEstimator(distributions, columns: columns(group, split.above))
        let points = below.sample(candidates, from: &generator)
        let ratios = zip(below.logDensity(points), above.logDensity(points)).map { $0 - $1 }
        var best = 0
        for (index, ratio) in ratios.enumerated() where ratio > ratios[best] || (ratios[best].isNaN && !ratio.isNaN) { best = index }
        return points.map { $0[best] }
    }

    private func columns(_ group: [Int], _ trials: [Int]) -> [[Double]] {
        var columns = Array(repeating: [Double](), count: group.count)
        for trial in trials {
            let codes = history.trials[trial].assignment.codes
            guard codes.count == space.parameters.count, group.allSatisfy({ codes[$0] != nil }) else { continue }
            for (column, index) in group.enumerated() { columns[column].append(codes[index] ?? 0) }
        }
        return columns
    }
}
