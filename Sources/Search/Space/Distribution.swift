import Parameters

/// Where the values of one searched parameter come from.
public enum Distribution: Hashable, Sendable {
    case number(NumberDistribution)
    /// One of the values. `isOrdered` says that neighbours are alike (a rising list of numbers), which samplers then use.
    case choice([ParameterValue], isOrdered: Bool)

    public static func uniform(_ low: Double, _ high: Double, step: Double? = nil) -> Distribution {
        .number(NumberDistribution(low: low, high: high, isLog: false, step: step, isInteger: false))
    }

    public static func logUniform(_ low: Double, _ high: Double) -> Distribution {
        .number(NumberDistribution(low: low, high: high, isLog: true, step: nil, isInteger: false))
    }

    public static func integer(_ low: Int, _ high: Int, step: Int = 1) -> Distribution {
        .number(NumberDistribution(low: Double(low), high: Double(high), isLog: false, step: Double(step), isInteger: true))
    }

    public static func integerLog(_ low: Int, _ high: Int) -> Distribution {
        .number(NumberDistribution(low: Double(low), high: Double(high), isLog: true, step: 1, isInteger: true))
    }

    public static func categorical(_ values: [ParameterValue]) -> Distribution { .choice(values, isOrdered: false) }

    /// A fixed list: ordered where its values are numbers that rise.
    public static func list(_ values: [ParameterValue]) -> Distribution {
        let numbers = values.compactMap { Double(parameterValue: $0) }
        let rises = numbers.count == values.count && zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
        return .choice(values, isOrdered: rises && values.count > 2)
    }

    /// How many values there are; nil for a continuum.
    public var count: Int? {
        switch self {
        case .number(let number): number.count
        case .choice(let values, _): values.count
        }
    }

    public var isSingle: Bool { count == 1 }

    /// As a number: itself, or the position in an ordered list. Nil for unordered choices.
    public var numeric: NumberDistribution? {
        switch self {
        case .number(let number): number
        case .choice(let values, isOrdered: true):
            NumberDistribution(low: 0, high: Double(values.count - 1), isLog: false, step: 1, isInteger: true)
        case .choice(_, isOrdered: false): nil
        }
    }

    /// The value that a code of an `Assignment` stands for: codes of numbers are the numbers, codes of choices are positions.
    public func value(ofCode code: Double) -> ParameterValue {
        switch self {
        case .number(let number): number.isInteger ? .int(Int(code)) : .double(code)
        case .choice(let values, _): values[min(max(Int(code), 0), values.count - 1)]
        }
    }

    /// Nil where the value is not one of the distribution.
    public func code(of value: ParameterValue) -> Double? {
        switch self {
        case .number(let number):
            guard let code = Double(parameterValue: value), number.contains(code) else { return nil }
            return number.step == nil ? code : number.rounded(code)
        case .choice(let values, _):
            if let exact = values.firstIndex(of: value) { return Double(exact) }
            guard let number = Double(parameterValue: value) else { return nil }
            return values.firstIndex { Double(parameterValue: $0) == number }.map(Double.init)
        }
    }

    /// The code at a fraction of the range; every choice has an equal part.
    func code(atUnit fraction: Double) -> Double {
        switch self {
        case .number(let number): number.value(atUnit: fraction)
        case .choice(let values, _): min(Double(values.count - 1), (fraction * Double(values.count)).rounded(.down))
        }
    }

    /// The code number `index` of the `count` there are.
    func code(at index: Int) -> Double {
        if case .number(let number) = self { return number.value(at: index) }
        return Double(index)
    }
}
