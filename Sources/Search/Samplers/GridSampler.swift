/// Every point of a finite space once, in order: the last parameter changes fastest, and below a choice only the parameters that it opens.
public struct GridSampler: Sampler {
    public static let id = "grid"
    public static let summary = "every combination once, in order; for lists, choices, integers and steps"

    public init(_ options: NoOptions = NoOptions()) {}

    public static func refusal(of space: SearchSpace, objectives: Int) -> String? {
        if let continuous = space.parameters.first(where: { $0.distribution.count == nil }) {
            return "grid needs a finite space, '\(continuous.name)' is continuous: give it a step or a list"
        }
        return space.size == .huge ? "grid has more points than 64 bits count" : nil
    }

    public func propose(_ number: Int, in space: SearchSpace, after history: History, seed: UInt64) -> Assignment? {
        guard let points = SearchSpace.Enumeration(space), number >= 0, number < points.total else { return nil }
        return points.assignment(number)
    }
}
