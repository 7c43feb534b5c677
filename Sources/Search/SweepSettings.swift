import Diagnostics
import Parameters
import Quantities

/// What a sweep is asked for, beside the parameters that it searches: the keys of `sweep` in a spec.
public struct SweepSettings: Hashable, Sendable {
    public struct Objective: Hashable, Sendable {
        /// A final metric of a run (`ndcg@10`), or one on validation data (`valid/ndcg@10`), of which the best epoch counts.
        public var metric: String
        /// Nil: as the metric has it.
        public var direction: Direction?
    }

    /// `metric < bound` or `metric > bound`.
    public struct Constraint: Hashable, Sendable {
        public var metric: String
        public var isUpperBound: Bool
        public var bound: Double

        /// Above 0 where the value violates the constraint, by how much.
        public func violation(_ value: Double) -> Double { isUpperBound ? value - bound : bound - value }
    }

    public var name: String?
    public var sampler: ParameterValue
    public var pruner: ParameterValue
    /// All trials of the sweep, those of earlier invocations included.
    public var trials: Int
    /// Seconds; nil for no limit.
    public var time: Double?
    public var patience: Int?
    public var objectives: [Objective]
    public var constraints: [Constraint]
    public var repeats: Int
    public var seed: Int
    public var retries: Int

    private static let objective: [FieldDeclaration] = [
        FieldDeclaration("metric", .string, "a metric of the runs, such as valid/ndcg@10 (its best epoch counts) or ndcg@10"),
        FieldDeclaration(
            "direction", .optional(.choice(Direction.allCases.map(\.rawValue))), default: .null, "null: as the metric has it"),
    ]

    public static let declarations: [FieldDeclaration] = [
        FieldDeclaration("name", .optional(.string), default: .null, "the sweep's name; null: that of the experiment"),
        FieldDeclaration("sampler", SamplerRegistry.parameterType, default: SamplerRegistry.defaultValue, "how trials are proposed"),
        FieldDeclaration("pruner", PrunerRegistry.parameterType, default: PrunerRegistry.defaultValue, "how trials are stopped early"),
        FieldDeclaration(
            "trials", .int(1...1_000_000), default: .int(40), "how many trials in all, earlier invocations included", isBudget: true),
        FieldDeclaration(
            "time", .optional(.string), default: .null, "start no trial after this time, such as 90s, 30m or 2h", isBudget: true),
        FieldDeclaration(
            "patience", .optional(.int(1...1_000_000)), default: .null, "end after this many trials without a better one", isBudget: true),
        FieldDeclaration("objective", .optional(.record(objective)), default: .null, "what to make best"),
        FieldDeclaration(
            "objectives", .list(of: .record(objective), count: 0...3), default: .list([]), "two or three of them, for a Pareto front"),
        FieldDeclaration(
            "constraints", .list(of: .string, count: 0...16), default: .list([]), "what must hold, such as 'train/seconds < 60'"),
        FieldDeclaration("repeats", .int(1...100), default: .int(1), "seeds for each configuration; their mean is the objective"),
        FieldDeclaration("seed", .int(0...Int.max), default: .int(0), "seed of the sampler"),
        FieldDeclaration(
            "retries", .int(0...10), default: .int(1),
            "how often a trial is tried again whose worker process died, or to which the machine refused room or files"),
    ]

    /// From a value resolved against `declarations`. Throws `Failure(.invalidInput)` with every problem.
    public init(resolved value: ParameterValue) throws(Failure) {
        var problems: [Diagnostic] = []
        name = value["name"].flatMap(String.init(parameterValue:))
        sampler = value["sampler"] ?? SamplerRegistry.defaultValue
        pruner = value["pruner"] ?? PrunerRegistry.defaultValue
        let number = { (key: String, otherwise: Int) in value[key].flatMap(Int.init(parameterValue:)) ?? otherwise }
        (trials, repeats, seed, retries) = (number("trials", 40), number("repeats", 1), number("seed", 0), number("retries", 1))
        patience = value["patience"].flatMap(Int.init(parameterValue:))
        if let text = value["time"].flatMap(String.init(parameterValue:)) {
            time = parseDuration(text).flatMap { $0 > 0 ? $0 : nil }
            if time == nil { problems.append(.error("'time' cannot be '\(text)'", hint: "write 90s, 30m, 2h or 1d")) }
        }
        objectives = Self.objectives(value, &problems)
        constraints = []
        if case .list(let texts)? = value["constraints"] {
            for text in texts.compactMap(String.init(parameterValue:)) {
                if let constraint = Constraint(text) {
                    constraints.append(constraint)
                } else {
                    problems.append(
                        .error("'constraints' cannot hold '\(text)'", hint: "write METRIC < NUMBER or METRIC > NUMBER"))
                }
            }
        }
        guard problems.isEmpty else { throw Failure(.invalidInput, problems) }
    }

    private static func objectives(_ value: ParameterValue, _ problems: inout [Diagnostic]) -> [Objective] {
        var values: [ParameterValue] = []
        if case .list(let several)? = value["objectives"] { values = several }
        if let one = value["objective"], one != .null {
            if !values.isEmpty { problems.append(.error("both 'objective' and 'objectives' are given", hint: "keep one of them")) }
            values = [one]
        }
        let objectives = values.compactMap { value in
            value["metric"].flatMap(String.init(parameterValue:)).map { metric in
                Objective(
                    metric: metric, direction: value["direction"].flatMap(String.init(parameterValue:)).flatMap(Direction.init))
            }
        }
        if objectives.isEmpty {
            problems.append(
                .error("the sweep has no 'objective'", hint: "add objective: {metric: valid/ndcg@10}, a metric on validation data"))
        }
        return objectives
    }
}

extension SweepSettings.Constraint {
    init?(_ text: String) {
        for (sign, isUpper) in [("<", true), (">", false)] {
            let parts = text.split(separator: sign, omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
            guard parts.count == 2, !parts[0].isEmpty, let bound = Double(parts[1]) else { continue }
            self.init(metric: parts[0], isUpperBound: isUpper, bound: bound)
            return
        }
        return nil
    }
}

extension SamplerRegistry {
    /// As declared in a spec that names no sampler.
    public static var defaultValue: ParameterValue {
        func options<S: Sampler>(_ type: S.Type) -> ParameterValue { named(S.id, S.Options().parameterValue) }
        return all.first.map { options($0) } ?? .null
    }
}

extension PrunerRegistry {
    /// As declared in a spec that names no pruner.
    public static var defaultValue: ParameterValue {
        func options<P: Pruner>(_ type: P.Type) -> ParameterValue { named(P.id, P.Options().parameterValue) }
        return all.first.map { options($0) } ?? .null
    }
}

/// A resolved record of options with the name that chooses them.
private func named(_ id: String, _ options: ParameterValue) -> ParameterValue {
    guard case .record(var record) = options else { return .string(id) }
    record["name"] = .string(id)
    return .record(record)
}
