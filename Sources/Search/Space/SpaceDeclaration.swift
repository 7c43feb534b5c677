import Diagnostics
import Parameters

/// Reads `sweep.parameters` of a spec: a mapping from dotted paths to what they may be.
///
///     train.learning_rate: {log_uniform: [1.0e-4, 1.0e-1]}      uniform, log_uniform, integer, integer_log: both bounds included
///     train.dropout:       {uniform: [0, 0.5], step: 0.1}       uniform and integer take a step
///     train.embedding_dim: [8, 16, 32, 64]                      one of a list; rising numbers are known to be ordered
///     train.optimizer:     {categorical: [adam, sgd]}           one of a list without order
///     train.model:                                              a choice that opens its own parameters, as deep as needed
///       categorical:
///         gmf: {train.embedding_dim: [8, 16]}
///         ancf: {train.embedding_dim: [32, 64], train.heads: {integer: [1, 4]}}
///
/// Where choices are not words, `categorical: [1, {value: 2, parameters: {…}}]` says the same. A parameter that several choices open in
/// the same words is one parameter. A lone value is a list of one.
struct SpaceDeclaration {
    private(set) var parameters: [SearchParameter] = []
    private(set) var problems: [Diagnostic] = []
    /// Opened choices whose parameters are still to be read: breadth first, so that shared parameters come before those of branches.
    private var waiting: [(declared: ParameterValue.Record, condition: SearchParameter.Condition?)] = []
    private var declarations: [ParameterValue] = []

    init(_ declared: ParameterValue) {
        guard case .record(let record) = declared else {
            problems = [.error("'parameters' must be a mapping from paths to values")]
            return
        }
        waiting = [(record, nil)]
        var next = 0
        while next < waiting.count {
            for (name, value) in waiting[next].declared.fields { add(name, value, waiting[next].condition) }
            next += 1
        }
    }

    private mutating func add(_ name: String, _ value: ParameterValue, _ condition: SearchParameter.Condition?) {
        if let condition, let same = sibling(name, value, condition.parent) {
            parameters[same].condition?.choices += condition.choices
            return
        }
        do throws(Failure) {
            let (distribution, opened) = try SpaceDeclaration.read(name, value)
            let position = parameters.count
            parameters.append(SearchParameter(name, distribution, when: condition))
            declarations.append(value)
            for (choice, record) in opened where !record.fields.isEmpty {
                waiting.append((record, SearchParameter.Condition(parent: position, choices: [choice])))
            }
        } catch {
            problems += error.diagnostics
        }
    }

    private func sibling(_ name: String, _ value: ParameterValue, _ parent: Int) -> Int? {
        parameters.indices.first {
            parameters[$0].name == name && parameters[$0].condition?.parent == parent && declarations[$0] == value
        }
    }

    private typealias Opened = [(choice: Int, parameters: ParameterValue.Record)]

    private static let kinds = ["uniform", "log_uniform", "integer", "integer_log", "categorical"]

    private static func read(_ name: String, _ value: ParameterValue) throws(Failure) -> (Distribution, Opened) {
        switch value {
        case .list(let values): return (.list(values), [])
        case .record(let record):
            guard let kind = record.names.first(where: kinds.contains) else {
                throw unknown(record.names.first { $0 != "step" } ?? "", in: name)
            }
            if let other = record.names.first(where: { $0 != kind && $0 != "step" }) { throw unknown(other, in: name) }
            if kind == "categorical" { return try choice(name, record[kind] ?? .null, record["step"]) }
            return (try number(name, kind, record[kind] ?? .null, record["step"]), [])
        default: return (.list([value]), [])
        }
    }

    private static func unknown(_ word: String, in name: String) -> Failure {
        Failure(
            .invalidInput, "unknown distribution '\(word)' of '\(name)'",
            hint: suggestion(for: word, among: kinds + ["step"]) ?? "for example {log_uniform: [1.0e-4, 1.0e-1]}")
    }

    private static func number(
        _ name: String, _ kind: String, _ bounds: ParameterValue, _ step: ParameterValue?
    ) throws(Failure) -> Distribution {
        let isInteger = kind.hasPrefix("integer"), isLog = kind.contains("log")
        guard case .list(let ends) = bounds, ends.count == 2, let low = Double(parameterValue: ends[0]),
            let high = Double(parameterValue: ends[1]),
            !isInteger || (Int(parameterValue: ends[0]) != nil && Int(parameterValue: ends[1]) != nil)
        else {
            throw Failure(
                .invalidInput, "'\(kind)' of '\(name)' must be two \(isInteger ? "whole " : "")numbers, is \(bounds)",
                hint: "for example {\(kind): \(isInteger ? "[1, 6]" : isLog ? "[1.0e-4, 1.0e-1]" : "[0, 1]")}")
        }
        guard let step else {
            return .number(NumberDistribution(low: low, high: high, isLog: isLog, step: isInteger ? 1 : nil, isInteger: isInteger))
        }
        guard !isLog else { throw Failure(.invalidInput, "'\(kind)' of '\(name)' takes no step", hint: "give a list of values instead") }
        guard let width = Double(parameterValue: step), width > 0, width.isFinite, !isInteger || Int(parameterValue: step) != nil else {
            throw Failure(.invalidInput, "the step of '\(name)' must be a \(isInteger ? "whole " : "")number above 0, is \(step)")
        }
        return .number(NumberDistribution(low: low, high: high, isLog: false, step: width, isInteger: isInteger))
    }

    private static func choice(_ name: String, _ value: ParameterValue, _ step: ParameterValue?) throws(Failure) -> (Distribution, Opened) {
        if step != nil { throw Failure(.invalidInput, "'categorical' of '\(name)' takes no step") }
        var values: [ParameterValue] = [], opened: Opened = []
        switch value {
        case .list(let entries):
            for (position, entry) in entries.enumerated() {
                guard case .record(let record) = entry, record.names == ["parameters", "value"], let choice = record["value"] else {
                    values.append(entry)
                    continue
                }
                values.append(choice)
                opened.append((position, try parameters(record["parameters"] ?? .null, of: "\(choice)", name)))
            }
        case .record(let entries):
            for (position, (word, declared)) in entries.fields.enumerated() {
                values.append(.string(word))
                opened.append((position, try parameters(declared, of: word, name)))
            }
        default:
            throw Failure(
                .invalidInput,
                "'categorical' of '\(name)' must be a list, or a mapping from each choice to the parameters it opens, is \(value)")
        }
        return (.categorical(values), opened)
    }

    private static func parameters(_ value: ParameterValue, of choice: String, _ name: String) throws(Failure) -> ParameterValue.Record {
        switch value {
        case .null: return ParameterValue.Record()
        case .record(let record): return record
        default: throw Failure(.invalidInput, "what '\(choice)' of '\(name)' opens must be a mapping from paths to values, is \(value)")
        }
    }
}

extension SearchSpace {
    /// From `sweep.parameters` of a spec (`SpaceDeclaration` says the syntax). Throws a `Failure` that lists every problem.
    public init(declaration: ParameterValue) throws(Failure) {
        let read = SpaceDeclaration(declaration)
        guard read.problems.isEmpty else { throw Failure(.invalidInput, read.problems) }
        try self.init(read.parameters)
    }
}
