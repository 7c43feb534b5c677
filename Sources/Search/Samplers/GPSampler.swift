import Parameters
import Randomness

/// Bayesian optimization: a Gaussian process (Matérn 5/2) of the warped losses over the union of all branches, and the point of highest
/// expected improvement. Best where trials are expensive and few (some hundred): a proposal costs time cubic in the number of trials.
///
/// The first trials are scrambled Sobol points. Running trials count with the loss that is expected of them, failed ones as the worst.
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
            let acquisition = Acquisition(observations, UnitEncoding(space), explores: number % 4 == 3)
        else { return nil }
        let order = observations.losses.indices.sorted {
            (observations.isFeasible[$0] ? 0 : 1, observations.losses[$0], $0) < (
                observations.isFeasible[$1] ? 0 : 1, observations.losses[$1], $1
            )
        }
        var search = CandidateSearch(acquisition: acquisition, space: space, stream: stream)
        let known = Set(observations.points + observations.running), best = order.prefix(5).map { observations.points[$0] }
        // Where nothing improves any more, one trial in four asks for more than a tiny improvement, and one changes a parameter or two of a
        // good trial, whatever the model thinks of them: it may be wrong about what does not matter.
        if acquisition.isStalled, number % 4 == 1, let changed = search.mutation(of: best, not: known) { return changed }
        return search.best(near: best, not: known)
    }

    /// Uniform on the simplex.
    private static func weights(_ objectives: Int, _ stream: inout RandomStream) -> [Double] {
        guard objectives > 1 else { return [1] }
        let raw = (0..<objectives).map { _ in -logarithm(1 - stream.uniform()) }, total = raw.reduce(0, +)
        return raw.map { $0 / max(total, 1e-300) }
    }
}
