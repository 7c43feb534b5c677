import Parameters
import Randomness

/// Bayesian optimization: a Gaussian process (Matérn 5/2) of the warped losses over the union of all branches, and the point of highest
/// expected improvement. Best where trials are expensive and few (some hundred): a proposal costs time cubic in the number of trials.
///
/// The first trials are scrambled Sobol points. Running trials count with the loss that is expected of them, failed ones as the worst.
///
/// One trial in four takes the minimum of the model itself: expected improvement comes near a minimum, but seldom to its last digits. Where
/// trials stop improving, two in four do so (with choices in the space one of them changes a parameter or two of a good trial, whatever the
/// model thinks of them: it may be wrong about what does not matter), and one asks for more than a tiny improvement, which leads away.
/// With several objectives each trial optimises another random weighting of them.
public struct GPSampler: Sampler {
    public static let id = "gp"
    public static let summary = "Gaussian process with expected improvement: fewest trials, for some hundred of them"

    public struct Options: ParameterRecord {
        public var startupTrials = 10

        public init() {}

        public static let fields: [Field<Options>] = [
            Field("startup_trials", \.startupTrials, in: 2...10_000, "evenly spread trials before the model is used")
        ]
    }

    /// What a refining trial has to promise, and an exploring one to improve by, in standard deviations of the (warped) losses.
    private static let gain = 1e-6, margin = 0.2

    private let options: Options

    public init(_ options: Options = Options()) { self.options = options }

    public func propose(_ number: Int, in space: SearchSpace, after history: History, seed: UInt64) -> Assignment? {
        model(number, in: space, after: history, seed: seed)
            ?? SobolSampler().propose(number, in: space, after: history, seed: seed)
    }

    private func model(_ number: Int, in space: SearchSpace, after history: History, seed: UInt64) -> Assignment? {
        guard number >= options.startupTrials else { return nil }
        var stream = RandomStream(seed: seed, purpose: "search.gp", position: UInt64(number))
        let observations = Observations(history, in: space, before: number, weights: GPSampler.weights(history.directions.count, &stream))
        guard observations.points.count >= 2, observations.losses.contains(where: \.isFinite),
            let acquisition = Acquisition(observations, UnitEncoding(space))
        else { return nil }
        let isFeasible = observations.isFeasible, losses = observations.losses
        let order = losses.indices.sorted { (isFeasible[$0] ? 0 : 1, losses[$0], $0) < (isFeasible[$1] ? 0 : 1, losses[$1], $1) }
        var search = CandidateSearch(acquisition: acquisition, space: space, stream: stream)
        let known = Set(observations.points + observations.running), best = order.prefix(5).map { observations.points[$0] }
        let isStalled = acquisition.isStalled, hasChoices = space.parameters.contains { $0.distribution.numeric == nil }
        switch number % 4 {
        case 1 where isStalled && hasChoices:
            if let changed = search.mutation(of: best, not: known) { return changed }
        case 1 where isStalled, 2:
            if let refined = search.refinement(of: Array(best.prefix(3)), gain: GPSampler.gain, not: known) { return refined }
        case 3 where isStalled: search.acquisition.goal = .improvement(margin: GPSampler.margin)
        default: break
        }
        return search.best(near: best, not: known)
    }

    /// Uniform on the simplex.
    private static func weights(_ objectives: Int, _ stream: inout RandomStream) -> [Double] {
        guard objectives > 1 else { return [1] }
        let raw = (0..<objectives).map { _ in -logarithm(1 - stream.uniform()) }, total = raw.reduce(0, +)
        return raw.map { $0 / max(total, 1e-300) }
    }
}
