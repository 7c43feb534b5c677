/// How promising a point is: the logarithm of the expected improvement (or the mean alone) times the probability that every constraint
/// holds.
struct Acquisition {
    let encoding: UnitEncoding
    /// What a trial is for.
    enum Goal {
        /// The expected improvement over the best loss; `margin` asks for more, in standard deviations of the (warped) losses.
        case improvement(margin: Double)
        /// The lowest mean: the minimum of the model, with no regard to what is unknown elsewhere.
        case mean
    }

    var goal = Goal.improvement(margin: 0)
    /// Nil while no feasible point is known: then only the constraints count.
    private let objective: (process: GaussianProcess, best: Double)?
    /// Processes of violations with the value, in their units, that stands for 0.
    private let constraints: [(process: GaussianProcess, limit: Double)]

    /// No improvement worth the name for a while: at a local minimum that is known to the last digit the model expects the largest
    /// improvement, though a tiny one, beside it, and would stay.
    let isStalled: Bool

    /// Nil where no model can be fitted.
    init?(_ observations: Observations, _ encoding: UnitEncoding) {
        self.encoding = encoding
        let vectors = observations.points.map(encoding.vector), running = observations.running.map(encoding.vector)
        let model = HyperparameterCache.shared.model(encoding, vectors, observations.losses, warpings: OutputWarping.all)
        let warped = model.warping(observations.losses).values
        guard let process = Acquisition.process(encoding, vectors, warped, running, model.hyperparameters) else { return nil }
        let feasible = zip(warped, observations.isFeasible).filter(\.1).map(\.0)
        isStalled = Acquisition.hasStalled(feasible)
        objective = feasible.min().map { (process, $0) }
        constraints = Acquisition.constraints(observations, encoding, vectors, running)
        if objective == nil && constraints.isEmpty { return nil }
    }

    /// The last eight trials improved by less than a two-hundredth of the standard deviation.
    private static func hasStalled(_ values: [Double]) -> Bool {
        guard values.count > 8, let before = values.dropLast(8).min(), let now = values.min() else { return false }
        return before - now < 0.005
    }

    /// Points still running stand with the mean that the model expects of them, so that others look elsewhere.
    private static func process(
        _ encoding: UnitEncoding, _ vectors: [[Double]], _ values: [Double], _ running: [[Double]],
        _ hyperparameters: GaussianProcess.Hyperparameters
    ) -> GaussianProcess? {
        guard let process = GaussianProcess(encoding, vectors, values, hyperparameters), !running.isEmpty else {
            return GaussianProcess(encoding, vectors, values, hyperparameters)
        }
        let means = running.map { process.predict($0).mean }
        return GaussianProcess(encoding, vectors + running, values + means, hyperparameters) ?? process
    }

    private static func constraints(
        _ observations: Observations, _ encoding: UnitEncoding, _ vectors: [[Double]], _ running: [[Double]]
    ) -> [(process: GaussianProcess, limit: Double)] {
        (0..<(observations.violations.map(\.count).max() ?? 0)).compactMap { constraint in
            let known = vectors.indices.filter {
                observations.violations[$0].count > constraint && observations.violations[$0][constraint].isFinite
            }
            let values = known.map { observations.violations[$0][constraint] }
            guard values.count >= 2 else { return nil }
            let mean = values.reduce(0, +) / Double(values.count)
            let deviation = (values.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
            guard deviation > 0 else { return nil }
            let scaled = values.map { ($0 - mean) / deviation }
            let points = known.map { vectors[$0] }
            let model = HyperparameterCache.shared.model(encoding, points, scaled, warpings: [OutputWarping.all[0]])
            return process(encoding, points, scaled, running, model.hyperparameters).map { ($0, -mean / deviation) }
        }
    }

    /// The part of the objective, with its derivatives by mean and deviation.
    private func promise(_ best: Double, _ mean: Double, _ deviation: Double) -> (value: Double, byMean: Double, byDeviation: Double) {
        switch goal {
        case .improvement(let margin): ExpectedImprovement.log(best: best - margin, mean: mean, deviation: deviation)
        case .mean: (best - mean, -1, 0)
        }
    }

    func value(_ x: [Double]) -> Double {
        var value = 0.0
        if let objective {
            let (mean, variance) = objective.process.predict(x)
            value += promise(objective.best, mean, variance.squareRoot()).value
        }
        for constraint in constraints {
            let (mean, variance) = constraint.process.predict(x)
            value += TruncatedNormal.logDistribution((constraint.limit - mean) / variance.squareRoot())
        }
        return value
    }

    func valueWithGradient(_ x: [Double]) -> (value: Double, gradient: [Double]) {
        var value = 0.0, gradient = Array(repeating: 0.0, count: x.count)
        if let objective {
            let found = objective.process.predictWithGradient(x), deviation = found.variance.squareRoot()
            let improvement = promise(objective.best, found.mean, deviation)
            value += improvement.value
            for index in x.indices {
                gradient[index] += improvement.byMean * found.meanSlope[index]
                gradient[index] += improvement.byDeviation * found.varianceSlope[index] / (2 * deviation)
            }
        }
        for constraint in constraints {
            let found = constraint.process.predictWithGradient(x), deviation = found.variance.squareRoot()
            let z = (constraint.limit - found.mean) / deviation
            let logMass = TruncatedNormal.logDistribution(z)
            value += logMass
            let slope = exponential(-0.5 * z * z - TruncatedNormal.logRootTwoPi - logMass)
            for index in x.indices {
                gradient[index] -= slope * (found.meanSlope[index] / deviation + z * found.varianceSlope[index] / (2 * found.variance))
            }
        }
        return (value, gradient)
    }
}
