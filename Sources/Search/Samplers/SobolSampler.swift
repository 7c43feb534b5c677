import Randomness

/// Scrambled Sobol points: random to look at, but evenly spread. Every parameter has its own dimension, also those of branches, so that a
/// branch is filled evenly too. Parameters beyond the 64th are random.
public struct SobolSampler: Sampler {
    public static let id = "sobol"
    public static let summary = "evenly spread points (scrambled Sobol sequence): a better random search"

    public init(_ options: NoOptions = NoOptions()) {}

    public func propose(_ number: Int, in space: SearchSpace, after history: History, seed: UInt64) -> Assignment? {
        space.assignment { index, distribution in
            var stream = RandomStream(seed: seed, purpose: "search.sobol", position: UInt64(index))
            let scramble = UInt32(truncatingIfNeeded: stream.next())
            if let point = SobolSequence.coordinate(UInt32(truncatingIfNeeded: number), index, scramble: scramble) {
                return distribution.code(atUnit: point)
            }
            var independent = RandomStream(seed: seed, purpose: "search.sobol.\(index)", position: UInt64(number))
            return distribution.code(atUnit: independent.uniform())
        }
    }
}
