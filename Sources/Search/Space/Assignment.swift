import Parameters

/// One point of a search space: a code for every parameter, nil where the parameter is not active. Codes of numbers are the numbers,
/// codes of choices are positions in their list. Equal assignments are the same trial, which is how duplicates are recognised.
public struct Assignment: Hashable, Sendable {
    public var codes: [Double?]

    public init(count: Int) { codes = Array(repeating: nil, count: count) }

    public init(codes: [Double?]) { self.codes = codes }
}

extension SearchSpace {
    /// The values by path, in the order of the space; only active parameters.
    public func values(of assignment: Assignment) -> [(name: String, value: ParameterValue)] {
        zip(parameters, assignment.codes).compactMap { parameter, code in
            code.map { (parameter.name, parameter.distribution.value(ofCode: $0)) }
        }
    }

    /// The point with these values, or nil where they do not fit: a value out of its range, an active parameter that is missing,
    /// a value for what is not searched here. After a change of the space, trials that still fit it are those with a point.
    public func assignment(of values: [String: ParameterValue]) -> Assignment? {
        var assignment = Assignment(count: parameters.count), used = 0
        for (index, parameter) in parameters.enumerated() where isActive(index, in: assignment) {
            guard let value = values[parameter.name], let code = parameter.distribution.code(of: value) else { return nil }
            assignment.codes[index] = code
            used += 1
        }
        return used == values.count ? assignment : nil
    }

    /// True where exactly the active parameters have codes, each one of its distribution.
    public func contains(_ assignment: Assignment) -> Bool {
        assignment.codes.count == parameters.count
            && parameters.indices.allSatisfy { index in
                guard let code = assignment.codes[index] else { return !isActive(index, in: assignment) }
                guard isActive(index, in: assignment), code.isFinite else { return false }
                switch parameters[index].distribution {
                case .number(let number): return number.contains(code)
                case .choice(let values, _): return code >= 0 && code < Double(values.count) && code == code.rounded()
                }
            }
    }
}
