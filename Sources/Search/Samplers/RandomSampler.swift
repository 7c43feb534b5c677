import Randomness

/// Independent draws: uniform on the scale of each parameter.
///
/// The draw of a parameter is keyed by (seed, trial, path), so that it does not change when another parameter is added to the space.
public struct RandomSampler: Sampler {
    public static let id = "random"
    public static let summary = "independent draws, uniform on each parameter's scale"

    public init(_ options: NoOptions = NoOptions()) {}

    public func propose(_ number: Int, in space: SearchSpace, after history: History, seed: UInt64) -> Assignment? {
        space.assignment { index, distribution in
            var stream = RandomStream(seed: seed, purpose: "search.random." + space.parameters[index].name, position: UInt64(number))
            return distribution.code(atUnit: stream.uniform())
        }
    }
}
