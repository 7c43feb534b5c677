/// Every point of a finite space once, in order: the last parameter changes fastest, and below a choice only the parameters that it opens.
/// After a change of the space, the points that no trial has, in the same order.
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
        guard let points = SearchSpace.Enumeration(space), number >= 0 else { return nil }
        let earlier =
            history.trials.last.map { $0.number < number } ?? true ? history.trials[...] : history.trials.prefix { $0.number < number }
        guard isInOrder(earlier, number, points) else {
            // Trials of a space that was another one: what they leave.
            let known = Set(earlier.map(\.assignment))
            return (0..<points.total).lazy.map(points.assignment).first { !known.contains($0) }
        }
        return number < points.total ? points.assignment(number) : nil
    }

    /// Whether the trials before this one are, by all signs, the points before its own.
    private func isInOrder(_ earlier: ArraySlice<Trial>, _ number: Int, _ points: SearchSpace.Enumeration) -> Bool {
        guard let first = earlier.first, let last = earlier.last else { return true }
        return earlier.count == number && number <= points.total && first.assignment == points.assignment(0)
            && last.assignment == points.assignment(number - 1)
    }
}
