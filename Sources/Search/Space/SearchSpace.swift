import Diagnostics
import Parameters

/// One searched parameter: a dotted path of the spec, its distribution, and the choice that opens it.
public struct SearchParameter: Hashable, Sendable {
    public var name: String
    public var distribution: Distribution
    public var condition: Condition?

    /// The parameter exists only where the parameter `parent` (a position in the space) is at one of `choices` (positions in its list).
    public struct Condition: Hashable, Sendable {
        public var parent: Int
        public var choices: [Int]

        public init(parent: Int, choices: [Int]) {
            self.parent = parent
            self.choices = choices
        }
    }

    public init(_ name: String, _ distribution: Distribution, when condition: Condition? = nil) {
        self.name = name
        self.distribution = distribution
        self.condition = condition
    }
}

/// What a sweep may change: parameters in order, each after the one that opens it. The same path may occur more than once as long as
/// never two of its parameters are active together (two models with different ranges for one hyperparameter).
public struct SearchSpace: Hashable, Sendable {
    public let parameters: [SearchParameter]

    /// Throws a `Failure` that lists every problem: empty ranges and lists, conditions on what is no choice, paths that are active twice.
    public init(_ parameters: [SearchParameter]) throws(Failure) {
        self.parameters = parameters
        let problems = parameters.indices.compactMap { problem(at: $0) } + twiceActive()
        guard problems.isEmpty else { throw Failure(.invalidInput, problems) }
    }

    private func problem(at index: Int) -> Diagnostic? {
        let parameter = parameters[index]
        switch parameter.distribution {
        case .choice(let values, _):
            if values.isEmpty { return .error("the list of '\(parameter.name)' is empty") }
            if Set(values).count < values.count { return .error("the list of '\(parameter.name)' has a value twice") }
        case .number(let number):
            guard number.low.isFinite, number.high.isFinite, number.low <= number.high else {
                return .error("the range of '\(parameter.name)' is empty: \(number.low) is above \(number.high)")
            }
            if number.isLog && number.low <= 0 { return .error("the logarithmic range of '\(parameter.name)' must be above 0") }
            if let step = number.step, step <= 0 { return .error("the step of '\(parameter.name)' must be above 0") }
        }
        guard let condition = parameter.condition else { return nil }
        guard parameters.indices.contains(condition.parent), condition.parent < index,
            case .choice(let values, _) = parameters[condition.parent].distribution,
            !condition.choices.isEmpty, condition.choices.allSatisfy(values.indices.contains)
        else { return .error("the condition of '\(parameter.name)' does not name a choice before it") }
        return nil
    }

    private func twiceActive() -> [Diagnostic] {
        var seen: [String: [Int]] = [:], problems: [Diagnostic] = []
        for (index, parameter) in parameters.enumerated() {
            let others = seen[parameter.name, default: []]
            if others.contains(where: { !areExclusive($0, index) }) {
                problems.append(.error("the parameter '\(parameter.name)' is searched twice in one trial"))
            }
            seen[parameter.name, default: []].append(index)
        }
        return problems
    }

    /// True where two parameters can never be active together: somewhere up their conditions they need different choices of one parameter.
    private func areExclusive(_ first: Int, _ second: Int) -> Bool {
        let one = ancestors(of: first), other = ancestors(of: second)
        return one.contains { a in other.contains { b in a.parent == b.parent && Set(a.choices).isDisjoint(with: b.choices) } }
    }

    private func ancestors(of index: Int) -> [SearchParameter.Condition] {
        var found: [SearchParameter.Condition] = [], next = parameters[index].condition
        while let condition = next, parameters.indices.contains(condition.parent), found.count <= parameters.count {
            found.append(condition)
            next = parameters[condition.parent].condition
        }
        return found
    }

    public var hasConditions: Bool { parameters.contains { $0.condition != nil } }

    public func isActive(_ index: Int, in assignment: Assignment) -> Bool {
        guard let condition = parameters[index].condition else { return true }
        guard let choice = assignment.codes[condition.parent] else { return false }
        return condition.choices.contains(Int(choice))
    }

    /// Builds an assignment by asking for a code of every active parameter, in order.
    public func assignment(_ code: (Int, Distribution) -> Double) -> Assignment {
        var assignment = Assignment(count: parameters.count)
        for index in parameters.indices where isActive(index, in: assignment) {
            assignment.codes[index] = code(index, parameters[index].distribution)
        }
        return assignment
    }
}
