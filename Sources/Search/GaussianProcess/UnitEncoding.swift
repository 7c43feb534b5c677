/// Points of a space as vectors for a Gaussian process over the union of all branches: numbers on [0, 1] of their scale, choices as one
/// coordinate a choice, so that any two choices are at squared distance 1. A parameter that is not active is in the middle; that its branch
/// is another one is told by the choice that opens it.
struct UnitEncoding: Sendable {
    let space: SearchSpace
    /// For each parameter with more than one value: its coordinates, which share a length scale.
    let groups: [(parameter: Int, coordinates: Range<Int>)]
    let dimensions: Int

    init(_ space: SearchSpace) {
        self.space = space
        var groups: [(Int, Range<Int>)] = [], next = 0
        for (index, parameter) in space.parameters.enumerated() where !parameter.distribution.isSingle {
            let width = parameter.distribution.numeric != nil ? 1 : parameter.distribution.count ?? 1
            groups.append((index, next..<(next + width)))
            next += width
        }
        self.groups = groups
        dimensions = next
    }

    func vector(_ assignment: Assignment) -> [Double] {
        var vector = Array(repeating: 0.0, count: dimensions)
        for (parameter, coordinates) in groups {
            let code = assignment.codes[parameter]
            if let number = space.parameters[parameter].distribution.numeric {
                vector[coordinates.lowerBound] = code.map(number.unit) ?? 0.5
            } else if let code {
                vector[coordinates.lowerBound + Int(code)] = 0.5.squareRoot()
            }
        }
        return vector
    }
}
